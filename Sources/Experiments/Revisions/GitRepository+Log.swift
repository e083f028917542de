/// What the history of a repository tells of commits.
extension GitRepository {
  /// The place of commits and of all that came before them, parents first. Those that are not in the repository are missing.
  public func order(of commits: some Sequence<String>) throws(ExperimentError) -> [String: Int] {
    // So many hashes fit on a command line.
    let known = commits.filter(Self.isHash).suffix(20_000)
    guard !known.isEmpty else { return [:] }
    let outcome = try run(["rev-list", "--topo-order", "--reverse", "--ignore-missing"] + known, outputLimit: 256 << 20)
    guard outcome.isSuccess else { return [:] }
    var order: [String: Int] = [:]
    for (place, hash) in outcome.output.split(separator: "\n").enumerated() { order[String(hash)] = place }
    return order
  }

  /// A commit with the files it touched.
  public struct Change: Sendable {
    public var hash: String
    public var title: String
    public var files: [String]
  }

  /// The commits after `good` up to `bad`, oldest first; at most `limit`, the newest of them.
  public func changes(after good: String, to bad: String, limit: Int = 200) throws(ExperimentError) -> [Change] {
    guard Self.isHash(good), Self.isHash(bad) else { return [] }
    let range = ["--topo-order", "--name-only", "--no-renames", "-n", String(limit), "\(good)..\(bad)"]
    let outcome = try run(["-c", "core.quotePath=off", "-c", "log.showSignature=false", "log", "--format=%x01%H%x02%s"] + range)
    guard outcome.isSuccess else { return [] }
    let changes = outcome.output.split(separator: "\u{1}").map { part in
      let lines = part.split(separator: "\n")
      let head = lines.first?.split(separator: "\u{2}", maxSplits: 1) ?? []
      return Change(
        hash: head.first.map(String.init) ?? "", title: head.count > 1 ? String(head[1]) : "", files: lines.dropFirst().map(String.init))
    }
    return changes.reversed()
  }

  /// The full name of an object, SHA-1 or SHA-256.
  public static func isHash(_ text: String) -> Bool {
    [40, 64].contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
