import Profiles

/// What a run that only counts counted.
struct ReducedCounts: Sendable {
  var side: Side
  var requests: Double
  var meters: Meters

  init(_ run: Run, side: Side) {
    self.side = side
    requests = run.requests > 0 ? run.requests : Double(run.profile.environment.requests ?? 0)
    meters = run.meters
  }

  init(_ run: ReducedRun) {
    side = run.side
    requests = run.requests
    meters = run.meters
  }
}
