import Experiments
import Glibc
import Profiles
import Sampling
import Scaling

/// The live part of `scale`: from options to runs.
enum ScaleLive {
  static let defaultFolder = "headroom-scale"

  /// The options of a live experiment.
  static let options: [OptionSpecification] = [
    .option("levels", "LIST", "Numbers of clients to run with: 1,2,4,8. {N} in the commands stands for them."),
    .option("sizes", "LIST", "Sizes of the input to run with: 1k,2k,4k. {size} in the commands stands for them."),
    .option("windows", "COUNT", "Cut each run into so many windows of equal requests: how a process changes with age."),
    .option("repeats", "COUNT", "Fresh runs of each level or size. Default 5."),
    .option("seconds", "TIME", "Length of the load of one run. Default 5s, or 1s for each window. {seconds} in the commands stands for it."),
    .option("warmup", "TIME", "Load before that, not measured. Default 1s."),
    .option(
      "load", "COMMAND",
      "The load generator: wrk, wrk2, oha, hey, k6, vegeta, ghz, fortio, pgbench, or any with --count.\n"
        + "Without it the command drives itself and prints lines `requests=N`."),
    .option("count", "REGEX", "Finds the number of requests in the output of the load command: 'served (\\d+) requests'."),
    .option("request", "FUNCTION", "Count entries to this function as requests, also of an async one."),
    .option(
      "ready", "WHAT", "When the command is ready: a URL that answers, a port, or a regex\nfor its output. Default: the port of the load command."),
    .option("ready-timeout", "TIME", "How long to wait for that. Default 30s."),
    .option("think", "TIME", "Mean time a client waits between two requests."),
    .option("pid", short: "p", "PID", "Use this process instead of starting a command: runs are not fresh then."),
    RecordingArguments.frequency(default: 199),
    RecordingArguments.collector,
    .flag("no-waits", "Do not record what threads do while they are not on a processor."),
    RecordingArguments.noTasks,
    .option("seed", "NUMBER", "Of the random order of the runs. Default: another one each time; it is stored."),
    .option("output", short: "o", "FOLDER", "Where runs and result go. Default \(defaultFolder).\nWith --from: a file for the answer."),
    .flag("resume", "Go on with the experiment in that folder: only missing runs are made."),
  ]

  /// What there is to say of an experiment beside its runs.
  struct Outcome {
    var folder: String
    var plan: ExperimentPlan
    /// Runs that failed, one sentence each.
    var failures: [String] = []
    var remarks: [TrustItem] = []
    var environment = ScaleEnvironment()
    var isInterrupted = false
  }

  /// Runs the experiment that the options describe, and hands over each run as it comes, those of an earlier session first.
  ///
  /// Every finished run is in the folder already when it is handed over. Ctrl-C ends the experiment and keeps what was finished.
  static func run(_ arguments: ParsedArguments, _ specification: CommandSpecification, deliver: (Run) -> Void) throws -> Outcome {
    var (plan, notes) = try plan(arguments, specification)
    try plan.check()
    let folder = arguments.value("output") ?? defaultFolder
    let isResumed = arguments.flag("resume")
    var store = isResumed ? try RunStore.resume(folder, plan) : try RunStore.create(folder, plan, toolVersion: Headroom.version)
    plan = store.plan
    for note in notes { Terminal.note("headroom: \(note)") }
    var environment = ScaleEnvironment()
    if isResumed {
      try store.forEachRun { run in
        environment = Self.environment(run, plan)
        deliver(run)
      }
      Terminal.note("headroom: \(store.finishedOrders.count) of \(plan.schedule.count) runs are there already")
    }

    let signals = StopSignals()
    let progress = ScaleProgress(plan)
    // What was written down while it happened cannot be thrown from there.
    var storeError: ExperimentError?
    let experiment = Experiment(plan, toolVersion: Headroom.version) { storeError != nil || signals.isPending() }
    let outcome: ExperimentOutcome
    do {
      defer { progress.end() }
      outcome = try experiment.run(except: store.finishedOrders) { event in
        progress.show(event)
        guard case .failed(let failure) = event else { return }
        do throws(ExperimentError) { try store.add(failure) } catch { storeError = error }
      } deliver: { run throws(ExperimentError) in
        try store.add(run)
        progress.count(run)
        environment = Self.environment(run, plan)
        deliver(run)
      }
    } catch {
      store.removeIfEmpty()
      throw error
    }
    if let storeError { throw storeError }
    if outcome.isInterrupted {
      Terminal.note("headroom: interrupted; \(store.finishedOrders.count) of \(plan.schedule.count) runs are in \(folder); go on with --resume")
    }
    if store.runCount == 0 {
      store.removeIfEmpty()
      throw CommandError("no run was finished; let at least the run at N=1 come to its end")
    }
    environment.date = store.date
    var result = Outcome(folder: folder, plan: plan, failures: store.failures, environment: environment, isInterrupted: outcome.isInterrupted)
    result.remarks = remarks(plan, outcome, notes)
    return result
  }

  /// What the trust panel has to say of how the runs were made.
  static func remarks(_ plan: ExperimentPlan, _ outcome: ExperimentOutcome, _ notes: [String]) -> [TrustItem] {
    var remarks: [TrustItem] = []
    if plan.processID != nil {
      remarks.append(
        TrustItem("fresh", .warning, "all runs used one process that was running already: what it had piled up before is in all of them"))
    }
    if outcome.isInterrupted { remarks.append(TrustItem("interrupted", .warning, "the experiment was interrupted: not all planned runs are there")) }
    if !outcome.skipped.isEmpty {
      let points = Set(outcome.skipped.map(\.text)).sorted().joined(separator: ", ")
      remarks.append(TrustItem("skipped", .warning, "\(points): given up after two failures", value: Double(outcome.skipped.count)))
    }
    remarks += notes.map { TrustItem("levels", .good, $0) }
    return remarks
  }

  private static func environment(_ run: Run, _ plan: ExperimentPlan) -> ScaleEnvironment {
    var environment = ScaleEnvironment()
    let recorded = run.profile.environment
    environment.toolVersion = recorded.toolVersion
    environment.kernel = recorded.kernel
    environment.cpuModel = recorded.cpuModel
    environment.toolchain = recorded.toolchain
    environment.collector = recorded.collector
    environment.target = recorded.target
    // Its arguments may hold what nobody wants in a report; the tool's name is enough.
    environment.load = plan.load.map { LoadTool.recognise($0)?.rawValue ?? "load command" } ?? ""
    environment.processors = run.meters.processors
    environment.secondsPerRun = plan.seconds
    return environment
  }
}
