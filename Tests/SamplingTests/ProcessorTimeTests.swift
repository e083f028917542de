import Profiles
import Testing

@testable import Sampling

@Suite("Processor time that is scaled to what threads really ran")
struct ProcessorTimeTests {
  /// Threads of process 10, each with rows of these nanoseconds on as many stacks.
  private func aggregator(_ threads: [Int32: [Int64]]) -> SampleAggregator {
    var aggregator = SampleAggregator()
    for (thread, rows) in threads {
      let key = SampleAggregator.LabelKey(processID: 10, threadID: thread, threadName: 0, taskID: 0, taskName: -1, timestamp: nil)
      for (index, nanoseconds) in rows.enumerated() {
        let stack = withUnsafePointer(to: UInt32(index)) { aggregator.intern(UnsafeBufferPointer(start: $0, count: 1)) }
        aggregator.add(stack: stack, key: key, values: .init(samples: 1, processor: nanoseconds, wait: 5)) { [Label("tid", Int64(thread))] }
      }
    }
    return aggregator
  }

  private func sum(_ aggregator: SampleAggregator, _ thread: Int32) -> Int64 {
    aggregator.rows.filter { $0.threadID == thread }.reduce(0) { $0 + $1.values.processor }
  }

  @Test("adds up exactly, whatever is over from rounding", arguments: [1, 2, 99, 1_000, 1_000_003, 123_456_789_013] as [UInt64])
  func exact(wanted: UInt64) {
    var aggregator = aggregator([1: [10, 10, 10, 7, 1, 1, 1], 2: [3]])
    #expect(aggregator.scaleProcessorTime(to: [ThreadKey(10, 1): wanted, ThreadKey(10, 2): 17]).isEmpty)
    #expect(sum(aggregator, 1) == Int64(wanted))
    #expect(sum(aggregator, 2) == 17)
  }

  @Test("keeps the proportions of a thread's rows")
  func proportions() {
    var aggregator = aggregator([1: [10, 20, 70]])
    _ = aggregator.scaleProcessorTime(to: [ThreadKey(10, 1): 1_000])
    #expect(aggregator.rows.map(\.values.processor) == [100, 200, 700])
    #expect(aggregator.rows.allSatisfy { $0.values.samples == 1 && $0.values.wait == 5 })
  }

  @Test("stays as it is for threads whose time is not known")
  func untouched() {
    var aggregator = aggregator([1: [10], 2: [20, 30]])
    _ = aggregator.scaleProcessorTime(to: [ThreadKey(10, 1): 40, ThreadKey(11, 2): 1])
    #expect(sum(aggregator, 1) == 40)
    #expect(sum(aggregator, 2) == 50)
  }

  @Test("of threads that had no sample is given back, with all of it; of those that did not run nothing")
  func withoutSamples() {
    var aggregator = aggregator([1: [10]])
    let rest = aggregator.scaleProcessorTime(to: [ThreadKey(10, 1): 10, ThreadKey(10, 2): 33, ThreadKey(10, 3): 0])
    #expect(rest.map(\.thread) == [ThreadKey(10, 2)])
    #expect(rest.map(\.nanoseconds) == [33])
    #expect(aggregator.rows.count == 1)
  }

  @Test("of a thread that really ran no time becomes none")
  func zero() {
    var aggregator = aggregator([1: [10, 20]])
    _ = aggregator.scaleProcessorTime(to: [ThreadKey(10, 1): 0])
    #expect(sum(aggregator, 1) == 0)
  }
}
