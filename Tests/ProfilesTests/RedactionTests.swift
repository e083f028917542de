import Testing

@testable import Profiles

@Suite struct RedactionTests {
  @Test("Directories, arguments, thread and task names and foreign comments are gone; sums stay")
  func redacted() throws {
    var profile = profile(
      [("main;a", 5), ("main;b", 2), ("main", 1)],
      labels: [
        [Label("thread", "alice"), Label("task", "load /home/alice"), Label("state", "lock"), Label("tid", 4)],
        [Label("thread", "bob"), Label("task", "load /home/alice"), Label("url", "/secret")], [Label("thread", "alice")],
      ])
    profile.mappings = [Mapping(start: 0, limit: 1, fileOffset: 0, path: "/home/alice/server", buildID: "ab")]
    profile.environment.target = "/home/alice/server"
    profile.environment.arguments = "--password x"
    profile.environment.comments = ["made in /home/alice"]
    profile.environment.notes = ["no symbols in /home/alice/libx.so"]
    let redacted = profile.redacted()
    #expect(!"\(redacted)".contains("alice"))
    #expect(!"\(redacted)".contains("bob"))
    #expect(!"\(redacted)".contains("secret"))
    #expect(!"\(redacted)".contains("password"))
    #expect(redacted.mappings[0].path == "server")
    #expect(redacted.environment.target == "server")
    #expect(redacted.environment.notes == ["no symbols in libx.so"])
    #expect(redacted.functions.map(\.file) == profile.functions.map { "\($0.name).swift" })
    #expect(redacted.labelSets[1] == [Label("thread", "thread 1"), Label("task", "task 1"), Label("state", "lock"), Label("tid", 4)])
    #expect(redacted.labelSets[2] == [Label("thread", "thread 2"), Label("task", "task 1"), Label("url", "url 1")])
    #expect(redacted.labelSets[3] == [Label("thread", "thread 1")])
    #expect(try FunctionTable(redacted).lines == FunctionTable(profile).lines)
  }

  @Test("A victim keeps its function and loses the name of its thread; locks and executors stay")
  func victims() {
    let profile = profile(
      [("a", 1), ("b", 1), ("c", 1)],
      labels: [
        [Label("thread", "alice"), Label("lock", "0x1"), Label("executor", "MainActor")], [Label("victim", "closure #1 in hold(_:) in alice")],
        [Label("victim", "read() in blue")],
      ])
    let redacted = profile.redacted()
    #expect(redacted.labelSets[1] == [Label("thread", "thread 1"), Label("lock", "0x1"), Label("executor", "MainActor")])
    #expect(redacted.labelSets[2] == [Label("victim", "closure #1 in hold(_:) in thread 1")])
    #expect(redacted.labelSets[3] == [Label("victim", "read() in thread 2")])
    #expect(redacted.redacted() == redacted)
  }

  @Test("Redacting twice changes nothing more", arguments: 0..<40)
  func idempotent(seed: UInt64) {
    let once = RandomProfile.make(seed: seed).redacted()
    #expect(once.redacted() == once)
  }
}
