/// The tasks of a thread as intervals: each lasts as long as one sample after the other is of the task.
struct FirefoxMarkers {
  private struct Interval {
    var name: String
    var task: Int64?
    /// Nanoseconds since the recording began.
    var start: Int64
    var end: Int64
  }

  static let schema = #"""
    {"name":"Task","tooltipLabel":"Task {marker.data.task}","tableLabel":"{marker.data.task}","chartLabel":"{marker.data.task}",\#
    "description":"A Swift task that the thread ran.","display":["marker-chart","marker-table","timeline-overview"],\#
    "fields":[{"key":"task","label":"Task","format":"string"},{"key":"id","label":"Task id","format":"integer"}]}
    """#

  private var intervals: [Interval] = []

  /// - Parameter isTimed: False when samples are not where they happened; then there are no intervals.
  init(_ thread: FirefoxThreads.Thread, _ labels: LabelTable, isTimed: Bool) {
    guard isTimed else { return }
    var isOpen = false
    for (index, sample) in thread.samples.enumerated() where index + 1 < thread.samples.count {
      let name = labels.text(Label.Key.task, in: Int(sample.labels))
      let task = labels.number(Label.Key.taskID, in: Int(sample.labels))
      guard sample.stack >= 0, name != nil || task != nil else {
        isOpen = false
        continue
      }
      let text = name ?? "task \(task ?? 0)"
      let end = thread.samples[index + 1].time
      if isOpen, let last = intervals.last, last.name == text, last.task == task {
        intervals[intervals.count - 1].end = end
      } else {
        intervals.append(Interval(name: text, task: task, start: sample.time, end: end))
      }
      isOpen = true
    }
  }

  func append(to output: inout ByteBuffer, _ tables: inout FirefoxTables) {
    let name = intervals.isEmpty ? 0 : tables.string("Task")
    output.append(#"{"length":\#(intervals.count)"#)
    output.appendColumn("name", repeating: "\(name)", count: intervals.count)
    output.appendColumn("startTime", intervals) { output, interval in output.append(milliseconds: interval.start) }
    output.appendColumn("endTime", intervals) { output, interval in output.append(milliseconds: interval.end) }
    // 1 is an interval.
    output.appendColumn("phase", repeating: "1", count: intervals.count)
    output.appendColumn("category", repeating: "0", count: intervals.count)
    output.appendColumn("data", intervals) { output, interval in
      output.append(#"{"type":"Task","task":"#)
      output.appendJSON(interval.name)
      if let task = interval.task { output.append(#","id":\#(task)"#) }
      output.append(UInt8(ascii: "}"))
    }
    output.append(UInt8(ascii: "}"))
  }
}
