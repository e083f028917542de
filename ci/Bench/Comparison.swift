import Glibc

/// Work done in a slice of time, and what it took.
struct Slice {
  var work = 0.0
  var seconds = 0.0
  var processorSeconds = 0.0

  static func + (left: Slice, right: Slice) -> Slice {
    Slice(
      work: left.work + right.work, seconds: left.seconds + right.seconds, processorSeconds: left.processorSeconds + right.processorSeconds)
  }
}

/// What a recorder takes from its target: slices without and with it in the order without, with, with, without, so that a steady drift of the
/// machine favours neither.
struct Comparison {
  let recorder: Recorder
  private(set) var losses: [Double] = []
  private(set) var processorLosses: [Double] = []

  init(_ recorder: Recorder) { self.recorder = recorder }

  /// One block: two slices of each kind, one pair.
  mutating func addBlock(_ processID: pid_t, slice: () throws -> Slice) throws {
    let first = try slice()
    let recording = try recorder.start(processID)
    defer { recording.stop(2) }
    let recorded = try slice() + slice()
    recording.stop(2)
    let plain = try first + slice()
    losses.append(1 - (recorded.work / recorded.seconds) / (plain.work / plain.seconds))
    processorLosses.append(1 - (recorded.work / recorded.processorSeconds) / (plain.work / plain.processorSeconds))
  }

  /// Loss of work per second, which has everything in it and the noise of the machine too.
  var loss: Samples.Interval { Samples(losses).trimmed }
  /// Loss of work per CPU second of the target: without the time other programs took from it, and without the recorder's own.
  var processorLoss: Samples.Interval { Samples(processorLosses).trimmed }

  /// True when the loss per CPU second is known more narrowly than `bar`.
  func isNarrow(_ bar: Double) -> Bool { losses.count >= 6 && processorLoss.halfWidth < bar }

  var text: String {
    "\(processorLoss.text) of requests per CPU second, \(loss.text) of requests per second (\(losses.count) pairs)"
  }
}
