import Profiles
import Testing

@Suite struct LabelTableTests {
  private let profile: Profile

  init() {
    var fixture = ProfileFixture.recorded([])
    fixture.add("main;a", samples: 6, labels: [Label("thread", "worker"), Label("tid", 11), Label("task", "load"), Label("state", "user")])
    fixture.add("main;b", samples: 2, labels: [Label("thread", "worker"), Label("tid", 12), Label("task", "save"), Label("state", "kernel")])
    fixture.add("main;a", samples: 1, labels: [Label("thread", "main"), Label("tid", 10), Label("task_id", 7), Label("state", "user")])
    fixture.add("main", samples: 1)
    profile = fixture.profile
  }

  @Test("Threads of one name are told apart by their number; their shares are the whole")
  func threads() throws {
    #expect(
      rows("threads", of: try profile.text()) == [
        "60.0 % 60.0 ms worker (11)", "20.0 % 20.0 ms worker (12)", "10.0 % 10.0 ms [no thread]", "10.0 % 10.0 ms main (10)",
      ])
  }

  @Test("Tasks have names, no names, or there is none")
  func tasks() throws {
    #expect(
      rows("tasks", of: try profile.text()) == [
        "60.0 % 60.0 ms load", "20.0 % 20.0 ms save", "10.0 % 10.0 ms [no task]", "10.0 % 10.0 ms [unnamed task]",
      ])
  }

  @Test("States are the first table when asked for, before stacks, threads and tasks")
  func states() throws {
    let text = try profile.text { $0.groupBy = .state }
    #expect(rows("states", of: text) == ["70.0 % 70.0 ms ███████ user", "20.0 % 20.0 ms ██ kernel", "10.0 % 10.0 ms █ [no state]"])
    let headings = text.split(separator: "\n").filter { ["states", "functions", "stacks", "threads", "tasks"].contains($0) }
    #expect(headings == ["states", "stacks", "threads", "tasks"])
  }

  @Test("Grouped by thread or task, that table comes once")
  func once() throws {
    for (grouping, name) in [(ViewOptions.Grouping.thread, "threads"), (.task, "tasks")] {
      let text = try profile.text { $0.groupBy = grouping }
      #expect(text.split(separator: "\n").count { $0 == name } == 1)
    }
  }

  @Test("A program without tasks has no table of tasks")
  func noTasks() throws {
    let plain = ProfileFixture.recorded([("main", 1)]).profile
    #expect(try section("tasks", of: plain.text()).isEmpty)
    #expect(try section("tasks", of: plain.markdown()).isEmpty)
  }

  @Test("The limit holds for threads and tasks as well, and the rest is told")
  func limit() throws {
    let text = try profile.text(limit: 1)
    #expect(rows("threads", of: text) == ["60.0 % 60.0 ms worker (11)", "… 3 more with 40.0 % together (--limit)"])
    #expect(rows("tasks", of: text).last == "… 3 more with 40.0 % together (--limit)")
  }
}
