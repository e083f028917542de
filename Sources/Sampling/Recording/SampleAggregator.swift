import Profiles

/// Adds up samples and waits with the same stack and labels; flat tables, nothing allocated for one that was seen before.
struct SampleAggregator {
  private(set) var stacks = StackTable()
  private(set) var labelSets = LabelTable()
  private(set) var rows: [Row] = []
  private var rowIndices: [UInt64: Int] = [:]
  private var labelIndices: [LabelKey: Int] = [:]

  /// Everything with one stack and one set of labels.
  struct Row {
    var stack: UInt32
    var labels: UInt32
    var processID: Int32
    var threadID: Int32
    var values: Values
  }

  /// What is added up; nanoseconds but for the counts.
  struct Values {
    var samples: Int64 = 0
    var processor: Int64 = 0
    var wait: Int64 = 0
    var queue: Int64 = 0
    var blame: Int64 = 0
    /// How many waits.
    var waits: Int64 = 0

    static func += (left: inout Values, right: Values) {
      left.samples += right.samples
      left.processor &+= right.processor
      left.wait &+= right.wait
      left.queue &+= right.queue
      left.blame &+= right.blame
      left.waits &+= right.waits
    }
  }

  /// What the labels of a sample are made from.
  struct LabelKey: Hashable {
    var processID: Int32
    /// 0 for what no thread did.
    var threadID: Int32
    /// Index of the thread's name; names change while a thread lives.
    var threadName: Int32
    var taskID: UInt64
    /// Index of the task's name; -1 for none.
    var taskName: Int32
    /// Nanoseconds since the recording began; nil unless asked for.
    var timestamp: UInt64?
    /// Index of the state's name; -1 for none.
    var state: Int32 = -1
    /// Indices of names; -1 for none.
    var executor: Int32 = -1
    var lock: Int32 = -1
    var victim: Int32 = -1
  }

  /// The index of a raw stack.
  mutating func intern(_ stack: UnsafeBufferPointer<UInt32>) -> UInt32 { UInt32(stacks.intern(stack)) }

  /// Adds to what one stack and one set of labels have.
  mutating func add(stack: UInt32, key: LabelKey, values: Values, makeLabels: () -> [Label]) {
    let labelIndex: Int
    if let known = labelIndices[key] {
      labelIndex = known
    } else {
      labelIndex = labelSets.intern(makeLabels())
      labelIndices[key] = labelIndex
    }
    let rowKey = UInt64(stack) << 32 | UInt64(labelIndex)
    if let row = rowIndices[rowKey] {
      rows[row].values += values
    } else {
      rowIndices[rowKey] = rows.count
      rows.append(Row(stack: stack, labels: UInt32(labelIndex), processID: key.processID, threadID: key.threadID, values: values))
    }
  }

  /// Makes the processor time of every thread add up to what it really was: samples are worth a little more or less each.
  ///
  /// - Parameter exact: by process and thread, nanoseconds. Threads that are not in it stay as they are.
  /// - Returns: the threads that had no sample, with all their time.
  mutating func scaleProcessorTime(to exact: [ThreadKey: UInt64]) -> [(thread: ThreadKey, nanoseconds: Int64)] {
    var sampled: [ThreadKey: Int64] = [:]
    for row in rows where row.values.processor > 0 { sampled[ThreadKey(row.processID, row.threadID), default: 0] += row.values.processor }
    // What is over from rounding goes to the next row of the thread, so that the sum is exact.
    var rest: [ThreadKey: Double] = [:]
    for index in rows.indices where rows[index].values.processor > 0 {
      let thread = ThreadKey(rows[index].processID, rows[index].threadID)
      guard let wanted = exact[thread], let sum = sampled[thread], sum > 0 else { continue }
      let value = Double(rows[index].values.processor) * Double(wanted) / Double(sum) + (rest[thread] ?? 0)
      rows[index].values.processor = Int64(value.rounded())
      rest[thread] = value - value.rounded()
    }
    return exact.filter { sampled[$0.key] == nil && $0.value > 0 }.map { ($0.key, Int64(clamping: $0.value)) }
  }

  /// Forgets what was added up, but not the stacks: the next part of the recording refers to them. Labels have tasks and times in them, which do
  /// not come again.
  mutating func removeRows() {
    rows = []
    rowIndices = [:]
    labelSets = LabelTable()
    labelIndices = [:]
  }
}

/// A thread of a process.
struct ThreadKey: Hashable {
  var processID: Int32
  var threadID: Int32

  init(_ processID: Int32, _ threadID: Int32) {
    self.processID = processID
    self.threadID = threadID
  }
}
