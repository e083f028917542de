import Profiles
import Testing

@testable import Reports

@Suite struct TopAccountTests {
  @Test("The account of two stretches is that of their sum")
  func sum() {
    let second = TopFixture.second(requests: 500)
    var both = second
    both.add(second)
    #expect(both.duration == 2 * second.duration && both.processor == 2 * second.processor && both.samples == 160)
    #expect(both.requests == 1_000)
    for (one, two) in zip(second.functionRows(by: .own), both.functionRows(by: .own)) {
      #expect(two.frame == one.frame && two.selfValue == 2 * one.selfValue && two.total == 2 * one.total)
    }
    #expect(both.threadStateRows.map(\.value) == second.threadStateRows.map { 2 * $0.value })
    #expect(both.taskStateRows.map(\.value) == second.taskStateRows.map { 2 * $0.value })
    #expect(both.threadRows.map(\.processor) == second.threadRows.map { 2 * $0.processor })
    #expect(both.taskRows.map(\.sum.queued) == [1_380_000_000])
  }

  @Test("Nothing added to a stretch leaves it as it is")
  func zero() {
    let second = TopFixture.second(requests: 3)
    var sum = TopAccount()
    sum.add(second)
    #expect(sum == second)
    sum.add(TopAccount())
    #expect(sum == second)
  }

  @Test("Its numbers are those of the report of the same recording")
  func report() throws {
    let json = try ProfileFixture.smallServer().profile.json()
    let account = TopFixture.second()
    #expect(json["totalNanoseconds"] as? Int64 == account.processor)
    let functions = (json["functions"] as? [[String: Any]] ?? []).filter { ($0["totalNanoseconds"] as? Int64 ?? 0) != 0 }
    #expect(functions.compactMap { $0["name"] as? String } == account.functionRows(by: .own).filter { $0.total != 0 }.map(\.frame.name))
    #expect(functions.compactMap { $0["selfNanoseconds"] as? Int64 } == account.functionRows(by: .own).filter { $0.total != 0 }.map(\.selfValue))
    let states = json["states"] as? [String: Int64]
    for state in account.threadStateRows { #expect(states?[state.name] == state.value) }
  }

  @Test("A thread that was given another name is still one thread, by its last name")
  func renamed() {
    var account = TopAccount()
    for name in ["starting", "worker"] {
      var fixture = ProfileFixture()
      fixture.add("main", samples: 1, labels: [Label(Label.Key.thread, name), Label(Label.Key.tid, 7)])
      account.add(TopAccount(fixture.profile))
    }
    #expect(account.threadRows.map(\.frame.name) == ["worker"])
    #expect(account.threadRows.map(\.processor) == [20_000_000])
  }

  @Test("Without waits the states are those of the samples")
  func noWaits() {
    var fixture = ProfileFixture()
    for (state, samples) in [("user", 3), ("kernel", 1)] as [(String, Int64)] {
      fixture.add("main", samples: samples, labels: [Label(Label.Key.state, state), Label(Label.Key.thread, "t"), Label(Label.Key.tid, 1)])
    }
    let account = TopAccount(fixture.profile)
    #expect(account.threadStateRows.map(\.name) == ["user", "kernel"])
    #expect(account.threadStateRows.map(\.value) == [30_000_000, 10_000_000])
    #expect(account.taskStateRows.isEmpty && account.taskRows.isEmpty)
  }

  @Test("Numbers at the end of their range do not stop the view")
  func extremes() {
    var fixture = ProfileFixture()
    for value in [Int64.max, .min, -1, .max] { fixture.add(["main"], values: [1, value]) }
    fixture.change { $0.duration = 1 }
    var account = TopAccount(fixture.profile)
    account.add(account)
    #expect(!TopFixture.screen(account).isEmpty && !TopFixture.block(account).isEmpty)
  }
}
