import Glibc
import Profiles
import Sampling

/// Carries out one run: starts the target, attaches the recorder, drives load, cuts the window, ends everything.
///
/// Use from one thread. Whatever happens, nothing it started is left when `run` returns.
final class RunConductor {
  /// What is the same for all runs.
  struct Setting {
    var plan: ExperimentPlan
    var counting: Counting
    var toolVersion: String
    var pinning: Pinning?
    /// Processors the target may use.
    var processors: ProcessorSet
    var isStopRequested: () -> Bool
    var note: (String) -> Void
    /// What is counted beside the samples.
    var events: Set<EventCounters.Event> = []
  }

  let setting: Setting
  let planned: PlannedRun
  var plan: ExperimentPlan { setting.plan }
  private let orphans = OrphanCare()
  var target: ChildProcess?
  var load: ChildProcess?
  private(set) var targetID: Int32 = 0
  private var program = ""
  private var targetWatch: ProcessWatch?
  private var series: ProcessorSeries?
  private var port: Int?
  private(set) var recorder: Recorder?
  private var counters: EventCounters?
  private var isRecording = false

  init(_ setting: Setting, _ planned: PlannedRun) {
    self.setting = setting
    self.planned = planned
  }

  /// Carries out the run and hands over what was measured: one `Run`, or one for each window.
  func run(deliver: (Run) throws(ExperimentError) -> Void) throws(ExperimentError) {
    defer { endAll() }
    try startTarget()
    try attach()
    if plan.load != nil { try warmUp() } else { try wait(seconds: plan.warmupSeconds, "the warm-up") }
    if plan.windows > 1 { try measureWindows(deliver) } else { try measureWindow(deliver) }
  }

  // MARK: Start

  private func startTarget() throws(ExperimentError) {
    port = plan.needsPort ? Connection.freePort() : nil
    if let processID = plan.processID {
      targetID = processID
    } else {
      let words = plan.command.map { fill($0, seconds: targetSeconds) }
      let check = try ReadinessCheck(plan.readiness.filled { fill($0, seconds: targetSeconds) }, load: plan.load.map { fill($0, seconds: 1) })
      try check.checkPortIsFree()
      let child = try ChildProcess(words, processors: setting.pinning?.target, directory: plan.directory)
      target = child
      targetID = child.processID
      try check.wait(for: child, timeout: plan.readyTimeoutSeconds, isStopRequested: setting.isStopRequested)
    }
    program = TargetDescription(processID: targetID).path
    series = ProcessorSeries(processID: targetID)
  }

  /// How long a program that drives itself is told to run: until after the window, whose begin waits for the recorder.
  var targetSeconds: Double { (plan.warmupSeconds + plan.seconds + 3).rounded(.up) }

  func fill(_ text: String, seconds: Double) -> String { plan.fill(text, planned.point, seconds: seconds, port: port) }

  private func attach() throws(ExperimentError) {
    do {
      targetWatch = try ProcessWatch(processID: targetID)
      let choice = try CollectorChoice.choose(plan.collector.flatMap { CollectorName(rawValue: $0) }, processID: targetID)
      let target = CollectorTarget(
        processID: targetID, includesChildren: true, frequency: plan.frequency, recordsWaits: plan.recordsWaits,
        recordsTasks: plan.recordsTasks && plan.recordsWaits, request: plan.requestFunction)
      let recorder = Recorder(collector: choice.collector, options: .init(target: target))
      try recorder.start()
      self.recorder = recorder
      isRecording = true
      if planned.order == 0 { setting.note(choice.reason) }
      if !setting.events.isEmpty {
        let counters = EventCounters(setting.events, processID: targetID)
        for note in counters.notes { setting.note(note) }
        self.counters = counters
      }
    } catch {
      if let target, let ending = target.ending {
        throw ExperimentError(
          .target, "\(target.name) \(ending.text) soon after its start; \(target.output.lastWords())", remedy: "run it by hand to see why")
      }
      throw ExperimentError(.sampling, "the recorder cannot attach: \(error.message)", remedy: error.remedy)
    }
  }

  // MARK: Load

  /// Starts the load command for so many seconds.
  func startLoad(seconds: Double) throws(ExperimentError) -> ChildProcess {
    let line = fill(plan.load ?? "", seconds: seconds)
    let name = LoadTool.recognise(line)?.rawValue ?? ShellWords.commands(line).first.map { LoadTool.ownWords($0).first ?? "load" } ?? "load"
    // The shell becomes the command where it is only one, so that signals reach it.
    let words = ["/bin/sh", "-c", ShellWords.isOneProgram(line) ? "exec \(line)" : line]
    // What an earlier run wrote must not be read as this one's.
    if let path = LoadTool.recognise(line)?.resultFile(line) { ResultFile.remove(path, in: plan.directory) }
    let child = try ChildProcess(words, name: name, processors: setting.pinning?.generator, directory: plan.directory, outputLimit: 64 << 20)
    load = child
    return child
  }

  private func warmUp() throws(ExperimentError) {
    guard plan.warmupSeconds > 0 else { return }
    let child = try startLoad(seconds: plan.warmupSeconds)
    try finishLoad(child, seconds: plan.warmupSeconds)
  }

  /// Waits for a load command to end by itself.
  func finishLoad(_ child: ChildProcess, seconds: Double) throws(ExperimentError) {
    let limit = plan.load?.contains("{seconds}") == true ? seconds + max(10, seconds) : max(600, 10 * seconds)
    try wait(until: child.startTime + UInt64(nanosecondsOf: limit)) { child.ending == nil }
    guard let ending = child.ending else {
      throw ExperimentError(
        .load, "\(child.name) did not end within \(Int(limit)) s; \(child.output.lastWords())", remedy: "let it run for {seconds} seconds: see --load"
      )
    }
    child.end(grace: 0)
    guard ending.isSuccess else {
      throw ExperimentError(.load, "\(child.name) \(ending.text); \(child.output.lastWords())", remedy: "try the load command by hand")
    }
  }

  // MARK: Waiting

  func wait(seconds: Double, _ what: String) throws(ExperimentError) {
    let deadline = MonotonicClock.now + UInt64(nanosecondsOf: seconds)
    try wait(until: deadline)
    if MonotonicClock.now < deadline, let target {
      throw ExperimentError(
        .target, "\(target.name) \(target.ending?.text ?? "ended") during \(what); \(target.output.lastWords())",
        remedy: "let it run for {seconds} seconds, or until SIGTERM")
    }
  }

  /// Goes on recording until `deadline`, or as long as `condition` holds.
  ///
  /// The end of a target under load is an error; a program that drives itself may end, and ends the waiting.
  func wait(until deadline: UInt64, while condition: () -> Bool = { true }) throws(ExperimentError) {
    while condition() {
      let now = MonotonicClock.now
      guard now < deadline else { return }
      if setting.isStopRequested() { throw ExperimentError(.interrupted, "interrupted during \(planned.text)") }
      if targetWatch?.hasExited == true {
        guard plan.load != nil || plan.processID != nil else { return }
        let name = target?.name ?? "process \(targetID)"
        // Its end is known a moment before its status.
        for _ in 0..<50 where target != nil && target?.ending == nil { usleep(2_000) }
        throw ExperimentError(
          .target, "\(name) \(target?.ending?.text ?? "ended") at \(planned.text)" + (target.map { "; \($0.output.lastWords())" } ?? ""),
          remedy: "run it by hand under the same load to see why")
      }
      series?.tick()
      let pause = max(1, min(25, (deadline - now) / 1_000_000))
      if let recorder, isRecording {
        do { try recorder.poll(timeout: Int32(pause)) } catch {
          throw ExperimentError(.sampling, "the recording broke off: \(error.message)", remedy: error.remedy)
        }
      } else {
        usleep(UInt32(pause) * 1000)
      }
    }
  }

  // MARK: Results

  func meter() -> MeterReading {
    var reading = MeterReading(target: targetID, generator: load?.processID, processors: setting.processors)
    reading.events = counters?.counts ?? [:]
    // Of what has ended only the sum is known.
    if let used = target?.usage { reading.target = used.processorNanoseconds }
    if let used = load?.usage { reading.generator = used.processorNanoseconds }
    return reading
  }

  /// Ends a part of the recording and begins the next.
  func cut() throws(ExperimentError) -> RecordingPart {
    guard let recorder else { throw ExperimentError(.sampling, "nothing is being recorded") }
    do { try recorder.poll(timeout: 0) } catch {
      throw ExperimentError(.sampling, "the recording broke off: \(error.message)", remedy: error.remedy)
    }
    return recorder.cut()
  }

  /// Gives a part its names: dear, so done when nobody is disturbed by it.
  func profile(of part: RecordingPart) -> Profile {
    recorder?.profile(of: part, toolVersion: setting.toolVersion, program: program) ?? Profile(sampleTypes: [])
  }

  /// Whether the truncation rule is content with a window: by requests if they were told in time, else by CPU time.
  func isSteady(_ window: Window, _ requests: RequestSeries?) -> Bool {
    let slices = requests?.slices(from: window.begin, to: window.end, seconds: ProcessorSeries.stepSeconds) ?? []
    let values = slices.count >= SteadyRule.fewest ? slices : series?.values(from: window.begin, to: window.end) ?? []
    return SteadyRule.isSteady(values)
  }

  /// Ends sampling: nothing more is asked of the target.
  func stopRecording() {
    recorder?.stop()
    isRecording = false
  }

  /// Ends the load, then the target, then what they left behind.
  private func endAll() {
    stopRecording()
    recorder = nil
    counters = nil
    load?.end(grace: 0)
    target?.end(grace: 2)
    orphans.end()
  }
}
