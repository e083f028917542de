import Profiles
import Reports
import Sampling

/// Carries a live view from interval to interval until somebody or something ends it.
final class TopSession {
  /// Why a view ended.
  enum End {
    case asked, count, targetExited, readerGone
  }

  private let recorder: Recorder
  private let signals: StopSignals
  private let target: TargetDescription
  private let display: any TopDisplay
  private var status: TopStatus

  /// How long a key may wait for its answer, milliseconds.
  private static let keyInterval: Int64 = 50

  init(recorder: Recorder, signals: StopSignals, target: TargetDescription, display: any TopDisplay) {
    self.recorder = recorder
    self.signals = signals
    self.target = target
    self.display = display
    status = TopStatus(
      program: target.name, processID: recorder.options.target.processID, collector: recorder.collector.name.rawValue,
      frequency: recorder.options.target.frequency)
  }

  /// `12.0 s, 3 456 samples, 0 lost`.
  var summary: String { "\(Format.seconds(status.elapsed)) s, \(status.samples) samples, \(status.lost) lost" }

  /// Records and shows, a view every `interval` seconds.
  ///
  /// - Parameter count: Ends after so many views.
  func run(interval: Double, count: Int?) throws -> End {
    let watch = try ProcessWatch(processID: status.processID)
    try recorder.start()
    defer { recorder.stop() }
    try display.begin(status)
    defer { display.end() }
    return try loop(watch, Int64(interval * 1e9), count)
  }

  private func loop(_ watch: ProcessWatch, _ interval: Int64, _ count: Int?) throws -> End {
    var views = 0
    var wanted = interval
    while true {
      if signals.isPending() { return .asked }
      let before = status.elapsed + recorder.duration
      if try display.tick(elapsed: before) == .quit { return .asked }
      guard Terminal.outputHasReader else { return .readerGone }
      let hasExited = watch.hasExited
      let left = wanted - recorder.duration
      if hasExited || left <= 0 {
        // What came while the last view was made is part of this one.
        if hasExited { recorder.stop() } else { try recorder.poll(timeout: 0) }
        try show(isLast: hasExited)
        // The recording goes on while names are looked up; where that takes long, looking is not all that is done.
        wanted = max(interval, 2 * recorder.duration)
        views += 1
        if hasExited { return .targetExited }
        if let count, views >= count { return .count }
        continue
      }
      try recorder.poll(timeout: Int32(max(1, min(Self.keyInterval, left / 1_000_000))))
    }
  }

  private func show(isLast: Bool) throws {
    let profile =
      isLast
      ? recorder.profile(toolVersion: Headroom.version, program: target.path)
      : recorder.takePart(toolVersion: Headroom.version, program: target.path)
    status.elapsed += profile.duration
    status.samples += profile.environment.trust.samples
    status.lost += profile.environment.trust.lost
    try display.show(profile, status)
  }
}

/// Where a live view is shown.
protocol TopDisplay: AnyObject {
  func begin(_ status: TopStatus) throws
  /// Shows what happened in one interval.
  func show(_ profile: Profile, _ status: TopStatus) throws
  /// Called many times in a second: what the person in front of it asks.
  func tick(elapsed: Int64) throws -> TopView.Request?
  func end()
}
