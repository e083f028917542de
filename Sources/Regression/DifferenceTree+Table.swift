import Profiles

extension DifferenceTree {
  /// The stacks of all runs of a table, those of matched functions as one; stacks without cost are left out.
  /// - Complexity: linear in nodes.
  init(_ table: RunTable, _ match: FunctionMatch, _ unit: Comparison.CostUnit) {
    let units = { (side: Side) in max(1e-300, table.runs.filter { $0.side == side }.reduce(0) { $0 + $1.units(unit) }) }
    let (baseUnits, headUnits) = (units(.base), units(.head))
    self.init(
      frames: match.functions.map { table.forest.frames[$0.shown] }, parents: [-1], nodeFrames: [-1],
      base: [(table.baseNodes.first ?? 0) / baseUnits], head: [(table.headNodes.first ?? 0) / headUnits])
    let (parents, frames) = (table.forest.parents, table.forest.nodeFrames)
    var hasCost = (0..<parents.count).map { node in
      (node < table.baseNodes.count && table.baseNodes[node] > 0) || (node < table.headNodes.count && table.headNodes[node] > 0)
    }
    for node in stride(from: parents.count - 1, to: 0, by: -1) where hasCost[node] { hasCost[Int(parents[node])] = true }
    let isMerged = match.functions.contains { $0.frames.count > 1 }
    var places = [Int32](repeating: 0, count: parents.count)
    var known: [UInt64: Int32] = [:]
    for node in parents.indices.dropFirst() where hasCost[node] {
      let parent = places[Int(parents[node])]
      let function = Int32(match.functionOfFrame[Int(frames[node])])
      let cost = node < table.baseNodes.count ? table.baseNodes[node] / baseUnits : 0
      let headCost = node < table.headNodes.count ? table.headNodes[node] / headUnits : 0
      // Only functions of several frames can meet where they did not meet before.
      let key = UInt64(UInt32(bitPattern: parent)) << 32 | UInt64(UInt32(bitPattern: function))
      if isMerged, let place = function == nodeFrames[Int(parent)] ? parent : known[key] {
        places[node] = place
        base[Int(place)] += cost
        head[Int(place)] += headCost
        continue
      }
      places[node] = Int32(self.parents.count)
      if isMerged { known[key] = places[node] }
      self.parents.append(parent)
      nodeFrames.append(function)
      base.append(cost)
      head.append(headCost)
    }
  }
}
