import Experiments
import Glibc
import Regression
import Sampling

/// What `gate` and `bisect` are told of how to build, run and judge.
struct GateOptions {
  var workload: PairedWorkload
  var build: String?
  var plan = Gate.Plan()
  var limits = Comparison.Limits()
  /// The options that were given, but for what the result tells anyway: pairs and the seed.
  var words: [String] = []

  /// The options they share.
  static let specifications: [OptionSpecification] = [
    .option("build", "COMMAND", "Builds a revision, in a checkout of its own: 'swift build -c release'. Kept for next time."),
    .option(
      "run", "COMMAND",
      "What is measured, run in that checkout: './.build/release/tool --requests 20000'. It does a fixed amount of work and\n"
        + "prints `requests=0` when it is ready and `requests=N` at its end; or, with {seconds} in it or with --load, it goes on\n"
        + "and a window is measured."),
    .option("load", "COMMAND", "The load generator for a server, as for headroom scale."),
    .option("count", "REGEX", "Finds the number of requests in the output: 'served (\\d+) requests'."),
    .option("request", "FUNCTION", "Count entries to this function as requests, also of an async one."),
    .option("ready", "WHAT", "When a server is ready: a URL that answers, a port, or a regex for its output."),
    .option("seconds", "TIME", "Length of the window of one run. Default 5s. {seconds} in the commands stands for it."),
    .option("warmup", "TIME", "Load before that, not measured. Default 1s."),
    .option("pairs", "COUNT", "Pairs of runs, 4 to 100. Default 10."),
    .flag("strict", "20 pairs: finds smaller changes, takes twice as long."),
    .option("threshold", "PERCENT", "A change below this never fails. Default 3%."),
    .option("counts", "off|COUNT", "Runs of each side that count allocations and system calls and are not timed. Default 2."),
    RecordingArguments.frequency(default: 999),
    RecordingArguments.collector,
    .flag("waits", "Also record what threads do while they are not on a processor; this disturbs a little."),
    .option("seed", "NUMBER", "Of the random order of the runs. Default: another one each time; it is stored."),
  ]

  init(_ arguments: ParsedArguments, _ specification: CommandSpecification) throws {
    guard let run = arguments.value("run") else {
      throw UsageError("say what to run: --run './.build/release/tool --requests 20000'", specification)
    }
    workload = PairedWorkload(run)
    build = arguments.value("build")
    workload.plan.load = arguments.value("load")
    workload.plan.countPattern = arguments.value("count")
    workload.plan.requestFunction = arguments.value("request")
    if let ready = arguments.value("ready") { workload.plan.readiness = try Readiness(ready) }
    workload.plan.seconds = try arguments.seconds("seconds", specification) ?? workload.plan.seconds
    workload.plan.warmupSeconds = try arguments.seconds("warmup", specification) ?? workload.plan.warmupSeconds
    workload.plan.frequency = try RecordingArguments.frequency(arguments, specification) ?? workload.plan.frequency
    workload.plan.collector = try RecordingArguments.collector(arguments, specification)?.rawValue
    workload.plan.recordsWaits = arguments.flag("waits")
    workload.plan.recordsTasks = arguments.flag("waits")
    if workload.mode == .whole {
      for name in ["seconds", "warmup", "ready"] where arguments.value(name) != nil {
        throw UsageError("--\(name) means something only with --load, or with {seconds} in the command of --run", specification)
      }
    }
    if arguments.flag("strict"), arguments.value("pairs") != nil { throw UsageError("give either --strict or --pairs, not both", specification) }
    plan.pairs = try arguments.integer("pairs", in: 4...100, specification) ?? (arguments.flag("strict") ? 20 : plan.pairs)
    if arguments.value("counts") == "off" {
      plan.countingRuns = 0
    } else {
      plan.countingRuns = try arguments.integer("counts", in: 0...100, specification) ?? plan.countingRuns
    }
    // Exact in JSON too.
    plan.seed = UInt64(try arguments.integer("seed", in: 0...(1 << 53), specification) ?? Int.random(in: 0..<(1 << 53)))
    workload.plan.seed = plan.seed
    limits = Comparison.Limits(threshold: try arguments.percentage("threshold", specification) ?? limits.threshold)
    for option in Self.specifications where !["pairs", "strict", "seed"].contains(option.name) {
      if let value = arguments.value(option.name) { words += ["--\(option.name)", value] }
      if arguments.flag(option.name) { words.append("--\(option.name)") }
    }
    try workload.check()
  }
}
