import Experiments
import Glibc
import Sampling

extension ScaleLive {
  /// The plan that the options describe, and what was changed in it for a reason.
  static func plan(_ arguments: ParsedArguments, _ specification: CommandSpecification) throws -> (plan: ExperimentPlan, notes: [String]) {
    var plan = ExperimentPlan()
    var notes: [String] = []
    plan.command = arguments.command
    plan.processID = try TargetArguments.processID(arguments, specification)
    plan.load = arguments.value("load")
    if let text = arguments.value("levels") {
      let (levels, remarks) = try LevelList.levels(text)
      plan.levels = levels
      notes += remarks
    }
    if let level = try arguments.integer("at", in: 1...1_000_000, specification), !plan.levels.dropFirst().contains(level) {
      throw UsageError("--at \(level): the account tells of one of the levels above the lowest", specification)
    }
    if let text = arguments.value("sizes") {
      let (sizes, remarks) = try LevelList.sizes(text)
      plan.sizes = sizes
      notes += remarks
    }
    if let windows = try arguments.integer("windows", in: 2...1000, specification) { plan.windows = windows }
    guard arguments.value("levels") != nil || arguments.value("sizes") != nil || plan.windows > 1 else {
      throw UsageError("say what to vary: --levels 1,2,4,8, --sizes 1k,2k,4k or --windows 40", specification)
    }
    plan.repetitions = try arguments.integer("repeats", in: 1...1000, specification) ?? plan.repetitions
    plan.seconds = try arguments.seconds("seconds", specification) ?? max(plan.seconds, plan.windows > 1 ? Double(plan.windows) : 0)
    plan.warmupSeconds = try arguments.seconds("warmup", specification) ?? plan.warmupSeconds
    plan.countPattern = arguments.value("count")
    plan.requestFunction = arguments.value("request")
    if let ready = arguments.value("ready") { plan.readiness = try Readiness(ready) }
    plan.readyTimeoutSeconds = try arguments.seconds("ready-timeout", specification) ?? plan.readyTimeoutSeconds
    plan.thinkSeconds = try arguments.seconds("think", specification) ?? 0
    plan.collector = try RecordingArguments.collector(arguments, specification)?.rawValue
    plan.frequency = try RecordingArguments.frequency(arguments, specification) ?? plan.frequency
    plan.recordsWaits = !arguments.flag("no-waits")
    plan.recordsTasks = !arguments.flag("no-tasks")
    // Exact in JSON too.
    plan.seed = UInt64(try arguments.integer("seed", in: 0...(1 << 53), specification) ?? Int.random(in: 0..<(1 << 53)))
    return (plan, notes)
  }
}
