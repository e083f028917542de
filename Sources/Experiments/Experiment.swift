import Glibc
import Profiles
import Sampling

/// Carries out a plan: runs one fresh process after the other and hands over each `Run` as soon as it is there, so that nobody has to keep
/// their profiles.
public struct Experiment {
  /// What happens, for people who wait.
  public enum Event: Sendable {
    /// A run begins; so many of the whole plan come before it.
    case begins(PlannedRun, index: Int, count: Int)
    case finished(PlannedRun)
    case failed(RunFailure)
    /// A point is given up after two failures.
    case skipped(PlannedRun)
    /// A fact for the reader, in one line.
    case note(String)
  }

  public let plan: ExperimentPlan
  private let toolVersion: String
  private let isStopRequested: () -> Bool

  /// - Parameters:
  ///   - toolVersion: Goes into every profile.
  ///   - isStopRequested: Asked at least every 25 ms; once it is true the present run is given up, and what was finished is kept.
  public init(_ plan: ExperimentPlan, toolVersion: String, isStopRequested: @escaping () -> Bool = { false }) {
    self.plan = plan
    self.toolVersion = toolVersion
    self.isStopRequested = isStopRequested
  }

  /// Runs the plan.
  ///
  /// - Parameters:
  ///   - done: Runs, by their order, that are there already.
  ///   - report: Told what happens.
  ///   - deliver: Given every run, in the order of execution; a run that is cut into windows comes window by window.
  /// - Throws: `ExperimentError` when nothing can be run at all, or what `deliver` throws. Runs that fail are part of the outcome.
  public func run(
    except done: Set<Int> = [], report: @escaping (Event) -> Void = { _ in }, deliver: (Run) throws(ExperimentError) -> Void
  ) throws(ExperimentError) -> ExperimentOutcome {
    try plan.check()
    var outcome = ExperimentOutcome()
    let setting = try setting { note in
      outcome.notes.append(note)
      report(.note(note))
    }
    let schedule = plan.schedule
    var failures: [Run.Point: Int] = [:]
    // Several windows of one run are finished together.
    var isStopped = false
    let stop = {
      if !isStopped { isStopped = isStopRequested() }
      return isStopped
    }
    for planned in schedule where !done.contains(planned.order) {
      if stop() {
        outcome.isInterrupted = true
        break
      }
      if failures[planned.point, default: 0] >= 2 {
        outcome.skipped.append(planned)
        report(.skipped(planned))
        continue
      }
      report(.begins(planned, index: planned.order, count: schedule.count))
      var own = setting
      own.isStopRequested = stop
      do throws(ExperimentError) {
        try RunConductor(own, planned).run(deliver: deliver)
        outcome.finished += 1
        report(.finished(planned))
      } catch {
        switch error.code {
        case .interrupted:
          outcome.isInterrupted = true
          return outcome
        case .store: throw error
        // What cannot even be started will not start at another level.
        case .start, .plan, .ready, .sampling:
          if outcome.finished == 0, outcome.failures.isEmpty, done.isEmpty { throw error }
        default: break
        }
        failures[planned.point, default: 0] += 1
        let failure = RunFailure(planned: planned, error: error)
        outcome.failures.append(failure)
        report(.failed(failure))
      }
    }
    if outcome.finished == 0, done.isEmpty, !outcome.isInterrupted, let first = outcome.failures.first { throw first.error }
    return outcome
  }

  private func setting(note: @escaping (String) -> Void) throws(ExperimentError) -> RunConductor.Setting {
    let allowed = plan.processID.map { ProcessorSet.allowed(processID: $0) } ?? ProcessorSet.allowed()
    let cores = ProcessorSet.cores(allowed.numbers)
    // A process that runs already stays where it is.
    let pinning = plan.load != nil && plan.processID == nil ? Pinning(allowed, cores: cores) : nil
    return RunConductor.Setting(
      plan: plan, counting: try Counting(plan), toolVersion: toolVersion, pinning: pinning, processors: pinning?.target ?? allowed,
      isStopRequested: isStopRequested, note: note)
  }
}

/// How an experiment went.
public struct ExperimentOutcome: Sendable {
  public var finished = 0
  public var failures: [RunFailure] = []
  /// Runs that were not tried any more because two of the same point had failed.
  public var skipped: [PlannedRun] = []
  /// Facts for the reader, one line each.
  public var notes: [String] = []
  /// True when a signal ended it early.
  public var isInterrupted = false
}

/// A run that came to nothing.
public struct RunFailure: Sendable {
  public var planned: PlannedRun
  public var error: ExperimentError

  /// For people: which, and why.
  public var text: String { "\(planned.text), run \(planned.repetition + 1): \(error)" }
}
