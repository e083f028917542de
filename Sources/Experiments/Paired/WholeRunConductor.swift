import Glibc
import Profiles
import Sampling
import Statistics

/// Carries out one run of a command that does a fixed amount of work: from its first request to its end.
///
/// The command waits at its entry point until it is watched. What it does until it prints its first line `requests=…` is its start, and no part of
/// the run; there it is stopped for as long as it takes to read the meters and to begin a new part of the recording. Use from one thread;
/// whatever happens, nothing it started is left when `run` returns.
final class WholeRunConductor {
  private let setting: RunConductor.Setting
  private let planned: PlannedRun
  private let isSampled: Bool
  private let orphans = OrphanCare()
  private var child: ChildProcess?
  private var recorder: Recorder?
  private var counters: EventCounters?
  /// Resident memory of ours: a command begins as a copy of it.
  private var ownResidentBytes = 0.0
  private var seenResidentBytes = 0.0
  /// How often it is looked at, nanoseconds.
  private static let memoryInterval: UInt64 = 25_000_000

  private var plan: ExperimentPlan { setting.plan }

  /// - Parameter isSampled: False for a run that only counts.
  init(_ setting: RunConductor.Setting, _ planned: PlannedRun, isSampled: Bool) {
    self.setting = setting
    self.planned = planned
    self.isSampled = isSampled
  }

  func run() throws(ExperimentError) -> Run {
    defer { endAll() }
    let child = try start()
    let program = TargetDescription(processID: child.processID).path
    let held = meter(child)
    let begin = MonotonicClock.now
    child.resume()

    var mark: (meters: MeterReading, part: RecordingPart?)?
    var isPastCount = false
    var nextLook = begin
    while child.ending == nil {
      try poll(milliseconds: isPastCount ? 25 : 1)
      // The peak grows and stays: files of the kernel need not be read at every turn.
      if MonotonicClock.now >= nextLook {
        watchMemory(child)
        nextLook = MonotonicClock.now + Self.memoryInterval
      }
      if !isPastCount, child.isStoppedAtCount {
        isPastCount = true
        guard dividesRun(child.output.requests.first) else {
          child.resume()
          continue
        }
        var reading = meter(child)
        let part = try cut()
        child.resume()
        reading.time = MonotonicClock.now
        mark = (reading, part)
      }
    }
    let end = child.usage?.endTime ?? MonotonicClock.now
    var last = meter(child)
    last.time = end
    let part = try cut()
    recorder?.stop()
    try check(child)

    let requests = try WholeRequests(
      child.output, setting.counting, plan, counted: part?.requests, seconds: MonotonicClock.seconds(from: begin, to: end))
    // A single count at the end tells of all that came before it.
    let isMarked = mark != nil && requests.hasStart
    let isCutAtEnd = mark != nil && !requests.hasStart && requests.isCountedByLines
    let first = isMarked ? mark?.meters ?? held : held
    if isCutAtEnd, let mark { last = mark.meters }
    let profiled = isMarked || mark == nil ? part : mark?.part
    var run = Run(
      point: planned.point, repetition: planned.repetition, requests: requests.count,
      seconds: MonotonicClock.seconds(from: first.time, to: last.time), profile: Profile(sampleTypes: []))
    if let profiled, let recorder { run.profile = recorder.profile(of: profiled, toolVersion: setting.toolVersion, program: program) }
    run.meters = first.meters(to: last, processors: setting.processors, isPinned: false)
    setPeak(&run.meters, child)
    if isMarked, let mark {
      run.meters.startSeconds = MonotonicClock.seconds(from: begin, to: child.output.requests.first?.time ?? mark.meters.time)
      run.meters.startCPU = max(0, mark.meters.target - held.target)
    }
    run.order = planned.order
    run.load.source = setting.counting.source
    run.load.warmup = isMarked ? run.meters.startSeconds ?? 0 : 0
    if run.profile.environment.requests == nil { run.profile.environment.requests = Int64(nearest: requests.count) }
    return run
  }

  /// Whether the first line of counts is where the start ends, or the work. Where something else counts the requests, only `requests=0` is.
  private func dividesRun(_ first: RequestCount?) -> Bool {
    switch setting.counting {
    case .lines, .tool: true
    case .function, .pattern: first?.requests == 0
    }
  }

  // MARK: Start and end

  private func start() throws(ExperimentError) -> ChildProcess {
    ownResidentBytes = MeterReading.peakResidentBytes(of: getpid())
    let words = plan.command.map { plan.fill($0, planned.point, seconds: plan.seconds, port: nil) }
    let child = try ChildProcess(words, processors: setting.pinning?.target, directory: plan.directory, isHeld: true, stopsAtCount: true)
    self.child = child
    if let ending = child.ending { throw failure(child, ending) }
    if !setting.events.isEmpty {
      let counters = EventCounters(setting.events, processID: child.processID)
      for note in counters.notes { setting.note(note) }
      self.counters = counters
    }
    // Entries to a function are counted by the recorder, whatever function it is.
    guard isSampled || plan.requestFunction != nil else { return child }
    do {
      let choice = try CollectorChoice.choose(plan.collector.flatMap { CollectorName(rawValue: $0) }, processID: child.processID)
      let target = CollectorTarget(
        processID: child.processID, includesChildren: true, frequency: plan.frequency, recordsWaits: plan.recordsWaits,
        recordsTasks: plan.recordsTasks && plan.recordsWaits, request: plan.requestFunction)
      let recorder = Recorder(collector: choice.collector, options: .init(target: target))
      try recorder.start()
      self.recorder = recorder
      setting.note(choice.reason)
    } catch {
      throw ExperimentError(.sampling, "the recorder cannot attach: \(error.message)", remedy: error.remedy)
    }
    return child
  }

  private func check(_ child: ChildProcess) throws(ExperimentError) {
    if let ending = child.ending, !ending.isSuccess { throw failure(child, ending) }
  }

  private func failure(_ child: ChildProcess, _ ending: ChildProcess.Ending) -> ExperimentError {
    ExperimentError(
      .target, "\(child.name) \(ending.text); \(child.output.lastWords())", remedy: "run it by hand in \(plan.directory ?? "this folder") to see why")
  }

  private func endAll() {
    recorder?.stop()
    recorder = nil
    counters = nil
    child?.end(grace: 1)
    orphans.end()
  }

  // MARK: Measuring

  private func poll(milliseconds: Int32) throws(ExperimentError) {
    if setting.isStopRequested() { throw ExperimentError(.interrupted, "interrupted") }
    guard let recorder else {
      usleep(UInt32(milliseconds) * 1000)
      return
    }
    do { try recorder.poll(timeout: milliseconds) } catch {
      throw ExperimentError(.sampling, "the recording broke off: \(error.message)", remedy: error.remedy)
    }
  }

  private func cut() throws(ExperimentError) -> RecordingPart? {
    guard let recorder else { return nil }
    do { try recorder.poll(timeout: 0) } catch {
      throw ExperimentError(.sampling, "the recording broke off: \(error.message)", remedy: error.remedy)
    }
    return recorder.cut()
  }

  private func meter(_ child: ChildProcess) -> MeterReading {
    var reading = MeterReading(target: child.processID, generator: nil, processors: setting.processors)
    reading.events = counters?.counts ?? [:]
    // Of what has ended only the sum is known.
    if let usage = child.usage { reading.target = usage.processorNanoseconds }
    return reading
  }

  private func watchMemory(_ child: ChildProcess) {
    let peak = ProcessTree.members(of: child.processID).reduce(0) { $0 + MeterReading.peakResidentBytes(of: $1) }
    seenResidentBytes = max(seenResidentBytes, peak)
  }

  /// The kernel's number of a command that has ended is right unless it may be that of ourselves, of whom the command was a copy at first. Then
  /// what was seen last has to do.
  private func setPeak(_ meters: inout Meters, _ child: ChildProcess) {
    meters.peakResidentBytes = seenResidentBytes > 0 ? seenResidentBytes : nil
    if let usage = child.usage, usage.peakResidentBytes > max(ownResidentBytes, seenResidentBytes) {
      meters.peakResidentBytes = usage.peakResidentBytes
    }
  }
}
