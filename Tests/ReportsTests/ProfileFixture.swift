import Foundation
import Profiles
import Reports

/// A profile of functions by name, built stack by stack.
struct ProfileFixture {
  private(set) var profile: Profile
  private var locations: [String: UInt32] = [:]
  /// What a function is, by name; the ordinary kind for all others.
  var kinds: [String: FunctionKind] = [:]
  /// Functions reached through await, by name.
  var asyncNames: Set<String> = []
  /// The source file of a function, by name; `/src/NAME.swift` for all others.
  var files: [String: String] = [:]
  /// The library of a function, by name; none for all others.
  var libraries: [String: String] = [:]

  init(_ types: [ValueType] = [.samples, .cpu], defaultType: String = "cpu") {
    profile = Profile(sampleTypes: types, defaultSampleType: defaultType)
  }

  /// A recording as `headroom record` leaves it: every sample whole, nothing lost.
  static func recorded(_ stacks: [(path: String, samples: Int64)]) -> ProfileFixture {
    var fixture = ProfileFixture()
    for stack in stacks { fixture.add(stack.path, samples: stack.samples) }
    fixture.change {
      $0.startTime = 1_764_000_000_000_000_000
      $0.duration = 10_000_000_000
      $0.environment.toolVersion = "1.2.3"
      $0.environment.kernel = "6.1.0"
      $0.environment.cpuModel = "Model 7"
      $0.environment.clock = "cpu-clock (software)"
      $0.environment.collector = "bpf"
      $0.environment.frequency = 99
      $0.environment.target = "/usr/bin/server"
      $0.environment.processID = 4711
      $0.environment.trust.samples = stacks.reduce(0) { $0 + $1.samples }
      $0.environment.trust.complete = $0.environment.trust.samples
    }
    return fixture
  }

  /// Adds samples of 10 ms each of a stack written root first, as in collapsed files.
  mutating func add(_ path: String, samples: Int64 = 1, labels: [Label] = []) {
    add(path.split(separator: ";").map(String.init), values: [samples, samples * 10_000_000], labels: labels)
  }

  /// Adds one sample of a stack written root first.
  mutating func add(_ path: [String], values: [Int64], labels: [Label] = []) {
    let stack = path.reversed().map { location($0) }
    profile.samples.append(stack: profile.stacks.intern(stack), labels: profile.labelSets.intern(labels), values: values)
  }

  mutating func change(_ body: (inout Profile) -> Void) { body(&profile) }

  private mutating func location(_ name: String) -> UInt32 {
    if let known = locations[name] { return known }
    let index = profile.functions.count
    profile.functions.append(Function(name: name, file: files[name] ?? "/src/\(name).swift", startLine: 3, kind: kinds[name] ?? .ordinary))
    profile.locations.append(
      Location(
        mapping: mapping(libraries[name]), address: UInt64(index) + 16, lines: [Line(function: index, line: 5)], isAsync: asyncNames.contains(name)))
    locations[name] = UInt32(index)
    return UInt32(index)
  }

  private mutating func mapping(_ path: String?) -> Int? {
    guard let path else { return nil }
    if let known = profile.mappings.firstIndex(where: { $0.path == path }) { return known }
    profile.mappings.append(Mapping(start: 0, limit: 0, fileOffset: 0, path: path, buildID: ""))
    return profile.mappings.count - 1
  }
}

extension Profile {
  /// One stack of `depth` different functions, `frame 0` at the root.
  static func chain(depth: Int) -> Profile {
    var fixture = ProfileFixture()
    fixture.add((0..<depth).map { "frame \($0)" }, values: [1, 10_000_000])
    return fixture.profile
  }

  /// No samples, and a note that says why.
  static var idle: Profile {
    var fixture = ProfileFixture.recorded([])
    fixture.change { $0.environment.notes = ["nothing ran: the process was asleep"] }
    return fixture.profile
  }

  /// The report as text, as it goes to a file.
  func text(limit: Int = 20, width: Int = 120, color: Bool = false, _ change: (inout ViewOptions) -> Void = { _ in }) throws -> String {
    var options = ViewOptions()
    change(&options)
    return try TextReport.render(self, options: options, limit: limit, width: width, usesColor: color)
  }

  func markdown(limit: Int = 20, _ change: (inout ViewOptions) -> Void = { _ in }) throws -> String {
    var options = ViewOptions()
    change(&options)
    return try MarkdownReport.render(self, options: options, limit: limit)
  }

  /// The report as JSON, read back by a reader that is not ours.
  func json(_ change: (inout ViewOptions) -> Void = { _ in }) throws -> [String: Any] {
    var options = ViewOptions()
    change(&options)
    let text = try JSONReport.render(self, options: options)
    return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }

  func html(_ change: (inout ViewOptions) -> Void = { _ in }) throws -> String {
    var options = ViewOptions()
    change(&options)
    return String(decoding: try HTMLReport.render(self, options: options), as: UTF8.self)
  }
}
