import Testing

@testable import Profiles

@Suite struct StateTableTests {
  private let profile: Profile

  init() {
    var rows = WaitProfile()
    rows.add("main;a", .cpu, 30, ["thread": "t", "state": "user", "task": "load"], tid: 1)
    rows.add("main;b", .cpu, 10, ["thread": "t", "state": "kernel"], tid: 1)
    rows.add("main;b", .wait, 20, waits: 4, ["thread": "t", "state": "lock", "task": "load"], tid: 1)
    rows.add("main;c", .wait, 100, waits: 2, ["thread": "u", "state": "idle"], tid: 2)
    rows.add("main;c", .wait, 40, ["thread": "u", "state": "sleep"], tid: 2)
    rows.add("main;c", .wait, 5, ["thread": "u", "state": "strange"], tid: 2)
    rows.add("main;c", .wait, 3, ["thread": "u"], tid: 2)
    rows.add("serve", .queue, 70, waits: 7, ["task": "load", "state": "actor"])
    rows.add("serve", .queue, 1, ["task": "load", "state": "pool"])
    profile = rows.profile
  }

  @Test("States of threads are processor time and waits, in a fixed order, and add up to the wall time")
  func threads() throws {
    let table = try #require(try StateTable(profile))
    #expect(table.threads.prefix(10).map(\.name) == ThreadState.allCases.map(\.rawValue))
    #expect(table.threads.map(\.value) == [30, 10, 0, 20, 0, 0, 40, 100, 0, 0, 3, 5])
    #expect(table.threads.dropFirst(10).map(\.name) == ["[no state]", "strange"])
    #expect(table.threads[3].waits == 4 && table.threads[0].waits == 0)
    #expect(table.wall == 208)
    #expect(table.awake == 68)
  }

  @Test("States of tasks are the thread time labelled with a task, and what is queued")
  func tasks() throws {
    let table = try #require(try StateTable(profile))
    #expect(table.tasks.map(\.name) == ["running", "pool", "actor", "child", "continuation"])
    #expect(table.tasks.map(\.value) == [50, 1, 70, 0, 0])
    #expect(table.taskTotal == 121)
  }

  @Test("The states of each thread add up to those of all")
  func byThread() throws {
    let table = try #require(try StateTable(profile))
    #expect(table.byThread.map(\.frame.threadID) == [1, 2])
    for (index, row) in table.threads.enumerated() { #expect(table.byThread.reduce(0) { $0 + $1.states[index] } == row.value) }
  }

  @Test("Without waits there is no table; focus holds for it")
  func scope() throws {
    #expect(try StateTable(Profiles.Profile(sampleTypes: [.samples, .cpu])) == nil)
    var options = ViewOptions()
    options.focus = "^b$"
    #expect(try StateTable(profile, options)?.wall == 30)
  }

  @Test("Waits of threads at rest are left out of the sample type wait unless asked for, and told")
  func rest() throws {
    func view(_ states: [String]?) throws -> [Int64] {
      var options = ViewOptions()
      options.sampleType = "wait"
      options.states = states
      let view = try ProfileView(profile, options)
      options.groupBy = .thread
      #expect(try ProfileView(profile, options).total == view.total)
      return [view.total, view.unfilteredTotal, view.otherStatesTotal]
    }
    #expect(try view(nil) == [28, 28, 140])
    #expect(try view(["idle", "sleep"]) == [140, 140, 28])
    #expect(try view(["lock"]) == [20, 20, 148])
    #expect(try view(["strange"]) == [5, 5, 163])
    #expect(try view(["all"]) == [168, 168, 0])
    #expect(try ProfileView(profile).total == 40)
  }

  @Test("A state nobody knows is an error that names those there are")
  func unknownState() throws {
    var options = ViewOptions()
    options.states = ["lok"]
    let error = #expect(throws: ViewError.self) { try ProfileView(profile, options) }
    #expect(error?.remedy.contains("runqueue") == true)
  }

  @Test("States say which sample type they are of, and not two at once")
  func typeOfStates() throws {
    #expect(try ViewOptions.sampleType(ofStates: ["lock", "io"]) == "wait")
    #expect(try ViewOptions.sampleType(ofStates: ["user"]) == "cpu")
    #expect(try ViewOptions.sampleType(ofStates: ["actor", "pool"]) == "queue")
    #expect(try ViewOptions.sampleType(ofStates: ["all"]) == "wait")
    #expect(try ViewOptions.sampleType(ofStates: ["strange"]) == nil)
    #expect(throws: ViewError.self) { try ViewOptions.sampleType(ofStates: ["lock", "actor"]) }
  }

  @Test("A tree may end in the state of each stack instead of beginning with it, with the same sums")
  func groupsAtLeaf() throws {
    var options = ViewOptions()
    options.sampleType = "wait"
    options.groupBy = .state
    let view = try ProfileView(profile, options)
    #expect(
      outline(CallTree(view, groupsAtLeaf: true)) == [
        "all 0/28", "  main 0/28", "    b 0/20", "      [lock] 20/20", "    c 0/8", "      [strange] 5/5", "      [[no state]] 3/3",
      ])
    #expect(outline(CallTree(view, inverted: true, groupsAtLeaf: true)).prefix(4) == ["all 0/28", "  [lock] 0/20", "    b 0/20", "      main 20/20"])
    #expect(outline(CallTree(view)).prefix(4) == ["all 0/28", "  lock 0/20", "    main 0/20", "      b 20/20"])
  }
}
