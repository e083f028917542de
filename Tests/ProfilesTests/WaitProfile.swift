@testable import Profiles

/// A profile of waits, built row by row: each row has one value.
struct WaitProfile {
  private(set) var profile = Profile(sampleTypes: [.samples, .cpu, .wait, .queue, .blame, .waits], defaultSampleType: "cpu")
  private var indices: [String: UInt32] = [:]

  /// Adds nanoseconds of one type to a stack written root first; `name@file` lies in that file, `name!library` in that library, `name?` in the kernel.
  mutating func add(
    _ path: String, _ type: ValueType, _ value: Int64, waits: Int64 = 1, _ labels: KeyValuePairs<String, String> = [:], tid: Int64? = nil
  ) {
    let stack = path.split(separator: ";").reversed().map { location(String($0)) }
    var set = labels.map { Label($0.key, $0.value) }
    if let tid { set.append(Label(Label.Key.tid, tid)) }
    let values = profile.sampleTypes.map { $0 == type ? value : $0 == .waits && type != .cpu ? waits : 0 }
    profile.samples.append(stack: profile.stacks.intern(stack), labels: profile.labelSets.intern(set), values: values)
  }

  private mutating func location(_ text: String) -> UInt32 {
    if let known = indices[text] { return known }
    var name = text
    var file = ""
    var mapping: Int?
    if let place = name.firstIndex(of: "@") {
      file = String(name[name.index(after: place)...])
      name = String(name[..<place])
    }
    if let place = name.firstIndex(of: "!") {
      profile.mappings.append(Mapping(start: 0, limit: 0, fileOffset: 0, path: String(name[name.index(after: place)...]), buildID: ""))
      mapping = profile.mappings.count - 1
      name = String(name[..<place])
    }
    let kind: FunctionKind = name.hasSuffix("?") ? .kernel : name.hasPrefix("[") ? .marker : .ordinary
    profile.functions.append(Function(name: kind == .kernel ? String(name.dropLast()) : name, file: file, kind: kind))
    profile.locations.append(Location(mapping: mapping, address: 1, lines: [Line(function: profile.functions.count - 1)]))
    indices[text] = UInt32(profile.locations.count - 1)
    return UInt32(profile.locations.count - 1)
  }
}
