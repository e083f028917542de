import Profiles
import Sampling
import Statistics

/// Makes one run of a workload after the other, each in the folder it is told.
public struct PairedRunner {
  /// What a run is to tell.
  public enum Measurement: Sendable, Equatable {
    /// Where its time goes.
    case time
    /// What it allocates and asks of the kernel: not sampled, because counting takes time itself.
    case counts
  }

  private let workload: PairedWorkload
  private let setting: RunConductor.Setting

  /// - Parameters:
  ///   - toolVersion: Goes into every profile.
  ///   - isStopRequested: Asked at least every 25 ms; once it is true the present run is given up.
  ///   - note: Told facts for the reader, in one line each; the same one may come with every run.
  public init(
    _ workload: PairedWorkload, toolVersion: String, isStopRequested: @escaping () -> Bool = { false }, note: @escaping (String) -> Void = { _ in }
  ) throws(ExperimentError) {
    try workload.check()
    self.workload = workload
    let allowed = ProcessorSet.allowed()
    let pinning = workload.plan.load == nil ? nil : Pinning(allowed, cores: ProcessorSet.cores(allowed.numbers))
    setting = RunConductor.Setting(
      plan: workload.plan, counting: try Counting(workload.plan), toolVersion: toolVersion, pinning: pinning, processors: pinning?.target ?? allowed,
      isStopRequested: isStopRequested, note: note)
  }

  /// Makes one run.
  ///
  /// - Parameters:
  ///   - folder: Where the command runs.
  ///   - root: What source files and programs are named relative to, so that two folders can be compared: the folder's repository.
  ///   - order: Which run of all, from 0.
  ///   - repetition: Which run of its side.
  public func run(in folder: String, root: String, order: Int, repetition: Int, measuring: Measurement = .time) throws(ExperimentError) -> Run {
    var setting = setting
    setting.plan.directory = folder
    setting.events = EventCounters.Event.light
    let planned = PlannedRun(order: order, point: Run.Point(level: 1), repetition: repetition, isClosing: false)
    var run =
      switch measuring {
      case .time: try time(setting, planned)
      case .counts: try count(setting, planned)
      }
    run.profile = run.profile.relative(to: root)
    run.profile.environment.toolchain = workload.toolchain
    return run
  }

  /// Every run is sampled at a frequency of its own, up to 5 % from the one asked for.
  ///
  /// A program that does the same again and again can fall into step with the clock that samples it: then some of its functions are seen too often,
  /// others too seldom, and a request that takes a little longer changes which. With one frequency that would be the same in all runs of a side and
  /// look like a difference; with many it is noise, which the tests know.
  private func time(_ setting: RunConductor.Setting, _ planned: PlannedRun) throws(ExperimentError) -> Run {
    var setting = setting
    var generator = SplitMix64(seed: setting.plan.seed &+ UInt64(planned.order))
    let nominal = setting.plan.frequency
    setting.plan.frequency = max(1, Int((Double(nominal) * Double.random(in: 0.95...1.05, using: &generator)).rounded()))
    var run = try conduct(setting, planned, isSampled: true)
    // The period of the profile is the true one.
    run.profile.environment.frequency = nominal
    return run
  }

  private func conduct(_ setting: RunConductor.Setting, _ planned: PlannedRun, isSampled: Bool) throws(ExperimentError) -> Run {
    var made: Run?
    switch workload.mode {
    case .whole: made = try WholeRunConductor(setting, planned, isSampled: isSampled).run()
    case .window: try RunConductor(setting, planned).run { run throws(ExperimentError) in made = run }
    }
    guard let made else { throw ExperimentError(.load, "the run gave no result") }
    return made
  }

  private func count(_ setting: RunConductor.Setting, _ planned: PlannedRun) throws(ExperimentError) -> Run {
    var setting = setting
    setting.events.insert(.systemCalls)
    // Hardly ever: it is not for the samples.
    setting.plan.frequency = 1
    setting.plan.recordsWaits = false
    setting.plan.recordsTasks = false
    guard workload.plan.requestFunction == nil else {
      setting.note("allocations are not counted beside --request: one function can be counted at a time")
      return try conduct(setting, planned, isSampled: false)
    }
    // Memory is given out by a function whose entries can be counted as requests are; this does not say how many requests there were.
    setting.plan.requestFunction = "malloc"
    do throws(ExperimentError) {
      var run = try conduct(setting, planned, isSampled: false)
      run.meters.allocations = run.profile.environment.requests.map(Double.init)
      run.profile.environment.requests = Int64(nearest: run.requests)
      return run
    } catch {
      guard error.code == .sampling else { throw error }
      setting.note("allocations are not counted: \(error.message)")
      setting.plan.requestFunction = nil
      return try conduct(setting, planned, isSampled: false)
    }
  }
}
