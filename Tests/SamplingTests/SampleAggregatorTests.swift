import Profiles
import Testing

@testable import Sampling

@Suite("The sample aggregator")
struct SampleAggregatorTests {
  private typealias Key = SampleAggregator.LabelKey
  private typealias Values = SampleAggregator.Values

  private static func key(thread: Int32 = 1, name: Int32 = 0, task: UInt64 = 0, taskName: Int32 = -1, time: UInt64? = nil, state: Int32 = -1) -> Key {
    Key(processID: 10, threadID: thread, threadName: name, taskID: task, taskName: taskName, timestamp: time, state: state)
  }

  private func add(_ stack: [UInt32], _ key: Key, _ values: Values, to aggregator: inout SampleAggregator, labels: () -> [Label] = { [] }) {
    let index = stack.withUnsafeBufferPointer { aggregator.intern($0) }
    aggregator.add(stack: index, key: key, values: values, makeLabels: labels)
  }

  @Test("adds up samples with the same stack and labels, and asks for the labels once")
  func addsUp() {
    var aggregator = SampleAggregator()
    var asked = 0
    for weight: Int64 in [10, 20, 30] {
      add([1, 2, 3], Self.key(), Values(samples: 1, processor: weight), to: &aggregator) {
        asked += 1
        return [Label("tid", 1)]
      }
    }
    #expect(aggregator.rows.map { [$0.values.samples, $0.values.processor] } == [[3, 60]])
    #expect(aggregator.stacks.count == 1)
    #expect(asked == 1)
  }

  @Test("adds up every value for itself")
  func everyValue() {
    var aggregator = SampleAggregator()
    let values = Values(samples: 1, processor: 2, wait: 3, queue: 4, blame: 5, waits: 6)
    for _ in 0..<2 { add([1], Self.key(), values, to: &aggregator) }
    let sum = aggregator.rows.map { [$0.values.samples, $0.values.processor, $0.values.wait, $0.values.queue, $0.values.blame, $0.values.waits] }
    #expect(sum == [[2, 4, 6, 8, 10, 12]])
  }

  @Test("keeps samples apart that differ in stack, thread, name, task, state or time")
  func keepsApart() {
    var aggregator = SampleAggregator()
    let keys = [
      Self.key(), Self.key(thread: 2), Self.key(name: 1), Self.key(task: 7), Self.key(taskName: 0), Self.key(time: 0), Self.key(time: 1),
      Self.key(state: 0), Self.key(state: 1),
    ]
    for round in 0..<2 {
      for (index, key) in keys.enumerated() {
        for stack: [UInt32] in [[1, 2], [2, 1], [1], []] {
          add(stack, key, Values(samples: 1, processor: 1), to: &aggregator) { [Label("key", Int64(index))] }
        }
      }
      #expect(aggregator.rows.count == keys.count * 4)
      #expect(aggregator.rows.allSatisfy { $0.values.samples == Int64(round + 1) })
    }
    #expect(aggregator.stacks.count == 4)
    let sets = Set(aggregator.rows.map { aggregator.labelSets[Int($0.labels)] })
    #expect(sets.count == keys.count)
  }

  @Test("does not trap on weights no clock could have")
  func absurdWeights() {
    var aggregator = SampleAggregator()
    for _ in 0..<3 { add([4], Self.key(), Values(samples: 1, processor: .max, wait: .max, queue: .max, blame: .max), to: &aggregator) }
    #expect(aggregator.rows.map(\.values.samples) == [3])
  }

  @Test("forgets what was added up but not the stacks when a part of the recording ends, nor keeps labels of tasks and times that are over")
  func removesRows() {
    var aggregator = SampleAggregator()
    add([1, 2], Self.key(), Values(samples: 1), to: &aggregator) { [Label("tid", 1)] }
    let count = aggregator.labelSets.count
    for part in 2...100 as ClosedRange<Int64> {
      aggregator.removeRows()
      #expect(aggregator.rows.isEmpty && aggregator.stacks.count == 1)
      add([1, 2], Self.key(), Values(samples: 1), to: &aggregator) { [Label("tid", part)] }
      #expect(aggregator.rows.map(\.values.samples) == [1])
      #expect(aggregator.labelSets.number("tid", in: Int(aggregator.rows[0].labels)) == part)
    }
    #expect(aggregator.labelSets.count == count)
  }
}
