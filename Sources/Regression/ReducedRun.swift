import Profiles

/// One run as flat numbers; its profile is gone.
struct ReducedRun: Sendable {
  var side: Side
  var requests: Double
  var seconds: Double
  /// Samples with cost.
  var samples = 0.0
  /// The sum of the profile's cost, nanoseconds.
  var cost = 0.0
  /// By frame of the forest; frames that came later have none.
  var ownCost: [Double] = []
  var ownSamples: [Double] = []
  /// With everything a function calls; a function that calls itself counts once.
  var totalCost: [Double] = []
  /// Nanoseconds of threads and tasks that waited, by state; rest is left out.
  var states: [String: Double] = [:]
  var meters: Meters
  var environment: Environment
  /// What is added up as cost.
  var costType: ValueType

  init(_ run: Run, side: Side) {
    self.side = side
    requests = run.requests > 0 ? run.requests : Double(run.profile.environment.requests ?? 0)
    seconds = run.seconds > 0 ? run.seconds : Double(run.profile.duration) / 1e9
    meters = run.meters
    environment = run.profile.environment
    let type = run.profile.sampleTypeIndex(ValueType.cpu.type) ?? run.profile.defaultSampleTypeIndex
    costType = type < run.profile.sampleTypes.count ? run.profile.sampleTypes[type] : .cpu
  }

  /// Time by the clock in which the program was on no processor although one was idle: it waited, and not for the rest of the machine.
  var secondsWaited: Double {
    let cpu = (meters.targetCPU > 0 ? meters.targetCPU : cost) / 1e9
    let idle = meters.processors > 0 ? meters.usableProcessors(seconds: seconds) * seconds - cpu : .infinity
    return max(0, min(seconds - cpu, idle))
  }

  func own(_ frame: Int) -> Double { frame < ownCost.count ? ownCost[frame] : 0 }
  func samples(_ frame: Int) -> Double { frame < ownSamples.count ? ownSamples[frame] : 0 }
  func total(_ frame: Int) -> Double { frame < totalCost.count ? totalCost[frame] : 0 }
}
