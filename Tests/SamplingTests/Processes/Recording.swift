import Testing

@testable import Sampling

/// What a collector delivers of a process, kept beyond the call that delivers it.
final class Recording {
  struct Sample {
    var processID: Int32
    var threadID: Int32
    var weight: UInt64
    var programCounter: UInt64
    var stackSize: Int
  }

  let collector: any Collector
  private(set) var samples: [Sample] = []
  /// Stacks that ids of waits stand for.
  private(set) var waitStacks: [UInt64: WaitCause] = [:]
  private(set) var endedThreads: [ThreadAccount] = []
  private(set) var started: [Int32] = []
  private(set) var exited: [Int32] = []
  /// Processes whose images changed.
  private(set) var changedImages: [Int32] = []
  private var isStopped = false

  init(_ collector: any Collector, of target: TestProcess, includesChildren: Bool = false, frequency: Int = 99) throws {
    self.collector = collector
    try collector.start(CollectorTarget(processID: target.processID, includesChildren: includesChildren, frequency: frequency))
  }

  deinit { stop() }

  func poll(_ milliseconds: Int32 = 10) throws {
    try collector.poll(timeout: milliseconds) { event in
      switch event {
      case .sample(let sample):
        samples.append(
          Sample(
            processID: sample.processID, threadID: sample.threadID, weight: sample.weight,
            programCounter: sample.callchain.first ?? sample.registers?.programCounter ?? 0, stackSize: sample.stack.count))
      case .addressSpaceChanged(let processID): changedImages.append(processID)
      case .processStarted(let processID, _): started.append(processID)
      case .processExited(let processID): exited.append(processID)
      case .waitStack(let id, let cause, _): waitStacks[id] = cause
      case .threadEnded(let account): endedThreads.append(account)
      case .taskName, .executor: break
      }
    }
  }

  /// Polls until there are so many samples and `condition` holds.
  func collect(_ count: Int = 0, until condition: () -> Bool = { true }) throws {
    for _ in 0..<3_000 where samples.count < count || !condition() { try poll() }
    guard samples.count >= count, condition() else {
      throw TestFailure("only \(samples.count) samples; ended \(exited), new images in \(changedImages), started \(started)")
    }
  }

  func stop() {
    if !isStopped { collector.stop() }
    isStopped = true
  }
}
