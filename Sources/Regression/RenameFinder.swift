import Glibc
import Profiles

/// Finds functions that have another name and are otherwise the same: what calls them, what they call, where they are and what they cost.
///
/// Each kind of evidence is a number from 0 to 1, and the score their weighted mean over what is known of both. A pair is taken when each is the best for
/// the other, the score is at least 0.65, and neither callers nor place nor cost speak against it.
struct RenameFinder {
  private(set) var renames: [(before: Int, after: Int)] = []
  private static let leastScore = 0.65
  /// A smaller part of all cost is not worth it.
  private static let leastShare = 0.0005
  private static let most = 300

  private struct Candidate {
    var frame: Int
    var callers: Set<Int> = []
    var callees: Set<Int> = []
    /// Of the whole cost of its side, with all it calls.
    var share: Double
    var ownShare: Double
  }

  init(_ table: RunTable, _ presence: FramePresence, _ groups: FrameGroups, _ names: [FunctionName]) {
    var base = Self.candidates(table, groups, .base)
    var head = Self.candidates(table, groups, .head)
    guard !base.isEmpty, !head.isEmpty else { return }
    let known = groups.group.indices.map { presence.inBase[$0] && presence.inHead[$0] || !(groups.isLone($0, .base) || groups.isLone($0, .head)) }
    Self.addEdges(&base, table, table.baseNodes, groups, known)
    Self.addEdges(&head, table, table.headNodes, groups, known)
    let scores = base.map { before in head.map { after in Self.score(before, after, table.forest.frames, names) } }
    for (row, before) in base.enumerated() {
      guard let column = scores[row].indices.max(by: { scores[row][$0] < scores[row][$1] }), scores[row][column] >= Self.leastScore else { continue }
      let best = scores.indices.max { scores[$0][column] < scores[$1][column] }
      if best == row { renames.append((before.frame, head[column].frame)) }
    }
  }

  private static func candidates(_ table: RunTable, _ groups: FrameGroups, _ side: Side) -> [Candidate] {
    let runs = table.runs.filter { $0.side == side }
    let whole = runs.reduce(0) { $0 + $1.cost }
    guard whole > 0 else { return [] }
    let lone = groups.group.indices.filter { groups.isLone($0, side) && table.forest.frames[$0].kind == .ordinary }
    let candidates = lone.map { frame in
      Candidate(
        frame: frame, share: runs.reduce(0) { $0 + $1.total(frame) } / whole, ownShare: runs.reduce(0) { $0 + $1.own(frame) } / whole)
    }
    return Array(candidates.filter { $0.share >= leastShare }.sorted { ($1.share, $0.frame) < ($0.share, $1.frame) }.prefix(most))
  }

  /// Only functions that are known on both sides tell anything.
  private static func addEdges(_ candidates: inout [Candidate], _ table: RunTable, _ nodes: [Double], _ groups: FrameGroups, _ known: [Bool]) {
    let places = Dictionary(uniqueKeysWithValues: candidates.enumerated().map { ($1.frame, $0) })
    var subtree = nodes
    let (parents, frames) = (table.forest.parents, table.forest.nodeFrames)
    for node in stride(from: subtree.count - 1, to: 0, by: -1) where subtree[node] > 0 {
      let parent = Int(parents[node])
      subtree[parent] += subtree[node]
      guard parent > 0 else { continue }
      let (callee, caller) = (Int(frames[node]), Int(frames[parent]))
      if let place = places[callee], known[caller] { candidates[place].callers.insert(groups.group[caller]) }
      if let place = places[caller], known[callee] { candidates[place].callees.insert(groups.group[callee]) }
    }
  }

  private static func score(_ before: Candidate, _ after: Candidate, _ frames: [ViewFrame], _ names: [FunctionName]) -> Double {
    let (old, new) = (frames[before.frame], frames[after.frame])
    var sum = 0.0
    var weight = 0.0
    func add(_ evidence: Double, _ importance: Double) {
      sum += evidence * importance
      weight += importance
    }
    let callers = overlap(before.callers, after.callers)
    if let callers { add(callers, 0.25) }
    let callees = overlap(before.callees, after.callees)
    if let callees { add(callees, 0.25) }
    let isSameFile = !old.file.isEmpty && old.file.split(separator: "/").last == new.file.split(separator: "/").last
    add(isSameFile ? 1 : 0, 0.15)
    if isSameFile, old.line > 0, new.line > 0 { add(max(0, 1 - Double(abs(old.line - new.line)) / 60), 0.15) }
    let cost = ratio(before.share, after.share)
    add(cost, 0.2)
    if max(before.ownShare, after.ownShare) > leastShare { add(ratio(before.ownShare, after.ownShare), 0.1) }
    add(names[before.frame].type == names[after.frame].type ? 1 : 0, 0.1)
    add(names[before.frame].base == names[after.frame].base ? 1 : 0, 0.1)
    // Two strangers that cost alike are not one function: there must be something that holds them together.
    guard cost >= 0.5, callers ?? 1 >= 0.5, callers != nil || callees != nil, isSameFile || callees ?? 0 >= 0.5 else { return 0 }
    return sum / weight
  }

  /// What two sets have in common of all they have (Jaccard); nil for two empty ones.
  private static func overlap(_ first: Set<Int>, _ second: Set<Int>) -> Double? {
    first.isEmpty && second.isEmpty ? nil : Double(first.intersection(second).count) / Double(first.union(second).count)
  }

  private static func ratio(_ first: Double, _ second: Double) -> Double { max(first, second) > 0 ? min(first, second) / max(first, second) : 1 }
}
