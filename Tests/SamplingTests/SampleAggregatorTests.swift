import Profiles
import Testing

@testable import Sampling

@Suite("The sample aggregator")
struct SampleAggregatorTests {
  private typealias Key = SampleAggregator.LabelKey

  private static func key(thread: Int32 = 1, name: Int32 = 0, task: UInt64 = 0, taskName: Int32 = -1, time: UInt64? = nil) -> Key {
    Key(processID: 10, threadID: thread, threadName: name, taskID: task, taskName: taskName, timestamp: time)
  }

  @Test("adds up samples with the same stack and labels, and asks for the labels once")
  func addsUp() {
    var aggregator = SampleAggregator()
    var asked = 0
    for weight: UInt64 in [10, 20, 30] {
      [1, 2, 3].withUnsafeBufferPointer { stack in
        aggregator.add(stack, key: Self.key(), weight: weight) {
          asked += 1
          return [Label("tid", 1)]
        }
      }
    }
    #expect(aggregator.rows.map { [$0.count, $0.nanoseconds] } == [[3, 60]])
    #expect(aggregator.stacks.count == 1)
    #expect(asked == 1)
  }

  @Test("keeps samples apart that differ in stack, thread, name, task or time")
  func keepsApart() {
    var aggregator = SampleAggregator()
    let keys = [
      Self.key(), Self.key(thread: 2), Self.key(name: 1), Self.key(task: 7), Self.key(taskName: 0), Self.key(time: 0), Self.key(time: 1),
    ]
    for round in 0..<2 {
      for (index, key) in keys.enumerated() {
        for stack: [UInt32] in [[1, 2], [2, 1], [1], []] {
          stack.withUnsafeBufferPointer { stack in
            aggregator.add(stack, key: key, weight: 1) { [Label("key", Int64(index))] }
          }
        }
      }
      #expect(aggregator.rows.count == keys.count * 4)
      #expect(aggregator.rows.allSatisfy { $0.count == Int64(round + 1) })
    }
    #expect(aggregator.stacks.count == 4)
    let sets = Set(aggregator.rows.map { aggregator.labelSets[Int($0.labels)] })
    #expect(sets.count == keys.count)
  }

  @Test("does not trap on weights no clock could have")
  func absurdWeights() {
    var aggregator = SampleAggregator()
    for _ in 0..<3 {
      [4].withUnsafeBufferPointer { stack in aggregator.add(stack, key: Self.key(), weight: .max) { [] } }
    }
    #expect(aggregator.rows.map(\.count) == [3])
  }
}
