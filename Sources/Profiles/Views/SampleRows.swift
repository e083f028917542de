/// Collects samples of one sample type and adds up those that a reader cannot tell apart.
struct SampleRows {
  private struct Row {
    var node: Int32
    var line: Int32
    var key: Int32
    var time: Int32
    var value: Int64
    var waits: Int64
  }

  private let duration: Int64
  private var collected: [Row] = []
  private var hasTimes = false
  private var hasWaits = false

  /// - Parameter duration: Of the recording, nanoseconds.
  init(duration: Int64) { self.duration = duration }

  /// - Parameter time: Nanoseconds since the start of the recording; negative when nobody knows.
  mutating func add(node: Int32, line: Int32, key: Int32, value: Int64, time: Int64, waits: Int64) {
    var step = Int32(SampleTree.timeSteps)
    if time >= 0, duration > 0 {
      hasTimes = true
      step = Int32(min(Double(SampleTree.timeSteps - 1), Double(time) / Double(duration) * Double(SampleTree.timeSteps)))
    }
    if waits != 0 { hasWaits = true }
    collected.append(Row(node: node, line: line, key: key, time: step, value: value, waits: waits))
  }

  /// In the order of nodes, then lines, then keys, then times.
  consuming func rows() -> SampleTree.Rows {
    collected.sort { ($0.node, $0.line, $0.key, $0.time) < ($1.node, $1.line, $1.key, $1.time) }
    var rows = SampleTree.Rows()
    for position in collected.indices {
      let row = collected[position]
      if position > 0 {
        let last = collected[position - 1]
        if last.node == row.node, last.line == row.line, last.key == row.key, last.time == row.time {
          rows.values[rows.values.count - 1] &+= row.value
          if hasWaits { rows.waits[rows.waits.count - 1] &+= row.waits }
          continue
        }
      }
      rows.nodes.append(row.node)
      rows.lines.append(row.line)
      rows.keys.append(row.key)
      rows.values.append(row.value)
      if hasTimes { rows.times.append(row.time) }
      if hasWaits { rows.waits.append(row.waits) }
    }
    return rows
  }
}
