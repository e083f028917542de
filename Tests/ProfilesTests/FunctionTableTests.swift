import Testing

@testable import Profiles

@Suite struct FunctionTableTests {
  private func table(_ profile: Profile, _ change: (inout ViewOptions) -> Void = { _ in }) throws -> FunctionTable {
    var options = ViewOptions()
    change(&options)
    return try FunctionTable(profile, options)
  }

  @Test("Self is charged to the leaf, total to every function of the stack")
  func selfAndTotal() throws {
    #expect(try table(profile([("main;a;b", 5), ("main;a", 2), ("main;c", 1)])).lines == ["b 5/5", "a 2/7", "c 1/1", "main 0/8"])
  }

  @Test("A recursive function counts once in its total")
  func recursion() throws { #expect(try table(profile([("main;f;g;f;f", 3), ("main;f", 1)])).lines == ["f 4/4", "main 0/4", "g 0/3"]) }

  @Test("Inlined functions are rows of their own")
  func inlined() throws {
    var profile = profile([("main;outer", 4)])
    profile.functions.append(Function(name: "inner"))
    let outer = try #require(profile.functions.firstIndex { $0.name == "outer" })
    profile.locations[outer].lines.insert(Line(function: 2), at: 0)
    #expect(try table(profile).lines == ["inner 4/4", "main 0/4", "outer 0/4"])
  }

  @Test("Functions of one name and file are one row, of other files another")
  func merging() throws {
    var profile = profile([("a", 1), ("b", 2), ("c", 4)])
    for index in 0..<3 { profile.functions[index].name = "f" }
    profile.functions[1].file = profile.functions[0].file
    #expect(try table(profile).rows.map(\.total) == [4, 3])
  }

  @Test("Time in hidden frames is charged to the caller that is shown; stacks of hidden frames only keep a row")
  func hidden() throws {
    let profile = profile(
      [("start;main;thunk;f;switch", 5), ("start;idle", 2)], kinds: ["start": .scheduler, "switch": .scheduler, "idle": .scheduler, "thunk": .thunk])
    #expect(try table(profile).lines == ["f 5/5", "[scheduler] 2/2", "main 0/5"])
    #expect(try table(profile) { $0.showsThunks = true }.rows.map(\.frame.name) == ["f", "[scheduler]", "main", "thunk"])
    #expect(try table(profile) { $0.showsScheduler = true }.lines == ["switch 5/5", "idle 2/2", "start 0/7", "f 0/5", "main 0/5"])
  }

  @Test("Focus keeps stacks with a matching function, ignore drops them; the whole is still known")
  func filters() throws {
    let profile = profile([("main;load;parse", 5), ("main;save", 2), ("main;load;wait", 1)])
    #expect(try table(profile) { $0.focus = "^lo.d$" }.total == 6)
    #expect(try table(profile) { $0.ignore = "wait|save" }.lines == ["parse 5/5", "load 0/5", "main 0/5"])
    let both = try table(profile) {
      $0.focus = "load"
      $0.ignore = "parse"
    }
    #expect(both.total == 1)
    #expect(both.unfilteredTotal == 8)
  }

  @Test("A wrong expression or sample type is refused with the way to mend it")
  func refused() {
    let wrong = #expect(throws: ViewError.self) { try table(profile([("a", 1)])) { $0.focus = "f(" } }
    #expect(wrong?.description.contains("focus 'f('") == true)
    let missing = #expect(throws: ViewError.self) { try table(profile([("a", 1)])) { $0.sampleType = "heap" } }
    #expect(missing?.description.contains("samples, cpu") == true)
  }

  @Test("The sample type is the default one unless named")
  func sampleType() throws {
    let profile = profile([("a", 7), ("a", 7)])
    #expect(try table(profile).total == 14)
    #expect(try table(profile) { $0.sampleType = "samples" }.total == 2)
  }

  @Test("Raw names are those of the symbol table")
  func rawNames() throws { #expect(try table(profile([("f", 1)])) { $0.rawNames = true }.lines == ["$sf 1/1"]) }

  @Test("Lines, threads, tasks and states are rows when asked for")
  func groupings() throws {
    let one = [Label("thread", "worker"), Label("tid", 1), Label("task", "load"), Label("task_id", 5), Label("state", "user")]
    let two = [Label("thread", "worker"), Label("tid", 2), Label("task_id", 6)]
    var profile = profile([("main;a", 5), ("main;a", 2), ("main;b", 1)], labels: [one, two, []])
    profile.locations.append(Location(mapping: nil, address: 99, lines: [Line(function: 0, line: 8)]))
    let byThread = try table(profile) { $0.groupBy = .thread }
    #expect(byThread.lines == ["worker 5/5", "worker 2/2", "[no thread] 1/1"])
    #expect(byThread.rows.map(\.frame.threadID) == [1, 2, nil])
    #expect(try table(profile) { $0.groupBy = .task }.lines == ["load 5/5", "[unnamed task] 2/2", "[no task] 1/1"])
    #expect(try table(profile) { $0.groupBy = .state }.lines == ["user 5/5", "[no state] 3/3"])
    let stack = profile.stacks.intern([UInt32(profile.locations.count - 1)])
    profile.samples.append(stack: stack, labels: 0, values: [1, 10])
    let byLine = try table(profile) { $0.groupBy = .line }
    #expect(byLine.rows.prefix(2).map { "\($0.frame.name):\($0.frame.line) \($0.selfValue)" } == ["a:8 10", "a:3 7"])
  }

  @Test("Values of any size add up without a trap, and a table has no rows without samples")
  func extremes() throws {
    #expect(try table(profile([("a", .max), ("a", 1)])).total == .min)
    #expect(try table(Profile(sampleTypes: [])).rows.isEmpty)
  }
}
