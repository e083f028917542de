import Profiles

/// Everything a report tells of a profile that holds waits, added up once: states, waits, locks, actors, the pool.
struct WaitAccount {
  let states: StateTable
  let waits: WaitTable
  let locks: LockTable
  let actors: ActorTable
  let pool: WaitTable
  /// Units of work to divide times by; nil when nobody counted.
  let requests: Int64?
  /// How long the recording lasted, nanoseconds.
  let duration: Int64

  /// nil when the profile holds no waits.
  init?(_ profile: Profile, _ options: ViewOptions) throws(ViewError) {
    guard let states = try StateTable(profile, options) else { return nil }
    self.states = states
    waits = try WaitTable.threads(profile, options)
    locks = try LockTable(profile, options)
    actors = try ActorTable(profile, options)
    pool = try WaitTable.pool(profile, options)
    requests = profile.environment.countedRequests
    duration = profile.duration
  }
}

extension Environment {
  /// The requests, when there are some to divide by.
  var countedRequests: Int64? { requests.flatMap { $0 > 0 ? $0 : nil } }
}

extension Profile {
  /// The name of the sample type that the options show.
  func shownType(_ options: ViewOptions) -> String {
    options.sampleType ?? (sampleTypes.isEmpty ? "" : sampleTypes[defaultSampleTypeIndex].type)
  }
}
