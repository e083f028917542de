import Testing

@testable import Profiles

@Suite struct ViewCheckTests {
  private let profile: Profile = {
    var rows = WaitProfile()
    rows.add("main", .cpu, 5, ["state": "user", "thread": "t"])
    rows.add("main", .wait, 5, ["state": "lock", "thread": "t"])
    rows.add("main", .queue, 5, ["state": "actor", "task": "a"])
    return rows.profile
  }()

  @Test(
    "What there cannot be is refused in one line with the mend",
    arguments: [
      ("cpu", ["pool"], ViewOptions.Grouping.function, "no time of 'cpu' is in the state pool; say --type queue, or leave --type out"),
      ("wait", ["lock", "user"], .function, "no time of 'wait' is in the state user; say --type cpu, or leave --type out"),
      ("queue", ["running"], .task, "the time of running tasks is that of their threads; --type cpu --by task shows it"),
      ("queue", nil, .thread, "a task that is queued has no thread; group with --by task, --by state or --by function"),
    ] as [(String, [String]?, ViewOptions.Grouping, String)])
  func refused(type: String, states: [String]?, grouping: ViewOptions.Grouping, message: String) throws {
    var options = ViewOptions()
    options.sampleType = type
    options.states = states
    options.groupBy = grouping
    #expect(throws: ViewError.self) { try options.check(against: profile) }
    do { try options.check(against: profile) } catch { #expect("\(error)" == message) }
  }

  @Test(
    "Everything else is shown",
    arguments: [
      (nil, nil, .state), ("queue", nil, .task), ("queue", ["actor", "pool"], .state), ("blame", ["lock"], .function), ("wait", ["all"], .thread),
      ("samples", ["user"], .function), ("cpu", ["user", "kernel"], .line), ("wait", ["odd"], .function),
    ] as [(String?, [String]?, ViewOptions.Grouping)])
  func shown(type: String?, states: [String]?, grouping: ViewOptions.Grouping) throws {
    var options = ViewOptions()
    options.sampleType = type
    options.states = states
    options.groupBy = grouping
    try options.check(against: profile)
  }
}
