import Profiles

/// Adds up samples with the same stack and labels; flat tables, nothing allocated for a sample that was seen before.
struct SampleAggregator {
  private(set) var stacks = StackTable()
  private(set) var labelSets = LabelTable()
  private(set) var rows: [Row] = []
  private var rowIndices: [UInt64: Int] = [:]
  private var labelIndices: [LabelKey: Int] = [:]

  /// All samples with one stack and one set of labels.
  struct Row {
    var stack: UInt32
    var labels: UInt32
    var count: Int64
    var nanoseconds: Int64
  }

  /// What the labels of a sample are made from.
  struct LabelKey: Hashable {
    var processID: Int32
    var threadID: Int32
    /// Index of the thread's name; names change while a thread lives.
    var threadName: Int32
    var taskID: UInt64
    /// Index of the task's name; -1 for none.
    var taskName: Int32
    /// Nanoseconds since the recording began; nil unless asked for.
    var timestamp: UInt64?
  }

  /// Counts one sample of `weight` nanoseconds.
  mutating func add(_ stack: UnsafeBufferPointer<UInt32>, key: LabelKey, weight: UInt64, makeLabels: () -> [Label]) {
    let stackIndex = stacks.intern(stack)
    let labelIndex: Int
    if let known = labelIndices[key] {
      labelIndex = known
    } else {
      labelIndex = labelSets.intern(makeLabels())
      labelIndices[key] = labelIndex
    }
    let rowKey = UInt64(stackIndex) << 32 | UInt64(labelIndex)
    if let row = rowIndices[rowKey] {
      rows[row].count += 1
      rows[row].nanoseconds &+= Int64(clamping: weight)
    } else {
      rowIndices[rowKey] = rows.count
      rows.append(Row(stack: UInt32(stackIndex), labels: UInt32(labelIndex), count: 1, nanoseconds: Int64(clamping: weight)))
    }
  }
}
