import Foundation
import Testing

@testable import Profiles

/// The bytes of a recorded input in `Fixtures/data`.
func fixture(_ name: String) throws -> [UInt8] {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  return [UInt8](try Data(contentsOf: root.appending(path: "Fixtures/data/\(name)")))
}

/// A profile of functions by name: each stack is written root first, as in collapsed files.
func profile(_ stacks: [(path: String, cpu: Int64)], kinds: [String: FunctionKind] = [:], labels: [[Label]] = []) -> Profile {
  var profile = Profile(sampleTypes: [.samples, .cpu], defaultSampleType: "cpu")
  var indices: [String: UInt32] = [:]
  for (number, stack) in stacks.enumerated() {
    let path = stack.path.split(separator: ";").reversed().map { name -> UInt32 in
      let name = String(name)
      if let index = indices[name] { return index }
      let index = profile.functions.count
      profile.functions.append(Function(name: name, systemName: "$s\(name)", file: "/src/\(name).swift", kind: kinds[name] ?? .ordinary))
      profile.locations.append(Location(mapping: nil, address: UInt64(index) + 16, lines: [Line(function: index, line: 3)]))
      indices[name] = UInt32(index)
      return UInt32(index)
    }
    let set = labels.indices.contains(number) ? profile.labelSets.intern(labels[number]) : 0
    profile.samples.append(stack: profile.stacks.intern(path), labels: set, values: [1, stack.cpu])
  }
  return profile
}

/// The whole tree as lines `depth name self/total`.
func outline(_ tree: CallTree) -> [String] {
  (0..<tree.count).map { node in
    let name = tree.frame[node] < 0 ? "all" : tree.frames[Int(tree.frame[node])].name
    return "\(String(repeating: "  ", count: Int(tree.depth[node])))\(name) \(tree.selfValue[node])/\(tree.total[node])"
  }
}

extension FunctionTable {
  /// The rows as `name self/total`.
  var lines: [String] { rows.map { "\($0.frame.name) \($0.selfValue)/\($0.total)" } }
}

/// Reads every way a reader of a profile may: none of them may trap, whatever the file said.
func walk(_ profile: Profile) throws {
  for grouping in ViewOptions.Grouping.allCases {
    var options = ViewOptions()
    options.groupBy = grouping
    let view = try ProfileView(profile, options)
    _ = FunctionTable(view)
    _ = CallTree(view)
    _ = CallTree(view, inverted: true)
    _ = CallTree(view, groupsAtLeaf: true)
    _ = CallTree(view, inverted: true, groupsAtLeaf: true)
  }
  _ = try StateTable(profile)
  _ = LockTable(try WaitSource(profile))
  _ = ActorTable(try WaitSource(profile))
  _ = WaitTable.threads(try WaitSource(profile))
  _ = PoolTable(try WaitSource(profile))
  _ = profile.redacted()
  for format in ProfileFormat.allCases where format.isWritable { _ = try format.encode(profile) }
}
