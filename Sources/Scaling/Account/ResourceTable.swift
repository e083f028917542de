import Profiles

/// Locks and actors of all runs. In each process they lie elsewhere, so one is told from another by its type, by who waits for it, and among
/// those that are alike by how long they were waited for.
struct ResourceTable: Sendable {
  struct Resource: Sendable, Hashable {
    var kind: Ceiling.Kind
    /// `Mutex in Cache.lookup(_:)`, `Account`, with `#2` where there are more.
    var name: String
  }

  private(set) var resources: [Resource] = []
  private var indices: [Resource: Int32] = [:]

  mutating func index(of resource: Resource) -> Int32 {
    if let index = indices[resource] { return index }
    indices[resource] = Int32(resources.count)
    resources.append(resource)
    return Int32(resources.count - 1)
  }

  subscript(index: Int32) -> Resource { resources[Int(index)] }

  /// A lock or an actor of one profile, before it has a name that holds for all runs.
  struct Candidate {
    var kind: Ceiling.Kind
    /// The text of its label.
    var label: String
    var waited: Double
    /// Who waited longest.
    var victim: String
  }

  /// The indices of the resources of one profile, by label.
  mutating func match(_ candidates: [Candidate]) -> [String: Int32] {
    var count: [Resource: Int] = [:]
    var result: [String: Int32] = [:]
    for candidate in candidates.sorted(by: { ($1.waited, $0.label) < ($0.waited, $1.label) }) {
      let type = Self.withoutAddress(candidate.label)
      let base = Resource(
        kind: candidate.kind, name: candidate.kind == .lock && !candidate.victim.isEmpty ? "\(type) in \(candidate.victim)" : type)
      count[base, default: 0] += 1
      let number = count[base]!
      // Beyond a few, instances are not told apart: an actor for each connection is no bottleneck by itself.
      let name = number == 1 ? base.name : number <= 4 ? "\(base.name) #\(number)" : "\(base.name) (others)"
      result[candidate.label] = index(of: Resource(kind: candidate.kind, name: name))
    }
    return result
  }

  /// `Account` of `Account 0x7f12…`.
  static func withoutAddress(_ label: String) -> String {
    guard let space = label.lastIndex(of: " "), label[label.index(after: space)...].hasPrefix("0x") else { return label }
    return String(label[..<space])
  }
}
