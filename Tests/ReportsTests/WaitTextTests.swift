import Profiles
import Testing

@Suite struct WaitTextTests {
  private let server = ProfileFixture.smallServer().profile
  private let counted = ProfileFixture.smallServer(requests: 1_000).profile

  @Test("States of threads come before the functions, with their share of the wall time and of what is awake")
  func states() throws {
    let text = try server.text()
    #expect(
      rows("states", of: text) == [
        "35.0 % 60.9 % 700 ms user ███████ on a processor, in the program's code", "5.0 % 8.7 % 100 ms kernel █ on a processor, in the kernel",
        "2.5 % 4.3 % 50.0 ms runqueue ▌ ready, no processor free", "10.0 % 17.4 % 200 ms lock ██ waits for a lock another thread holds",
        "5.0 % 8.7 % 100 ms io █ waits for a file, a socket or a disk", "25.0 % – 500 ms sleep █████ sleeps until a time",
        "17.5 % – 350 ms idle ███▌ has nothing to do", "100 % 57.5 % 2.00 s wall time of 2 threads; awake is what is neither idle nor asleep",
      ])
    #expect(
      rows("task states", of: text).map { $0.split(separator: " ").prefix(5).joined(separator: " ") } == [
        "27.8 % 650 ms running", "3.8 % 90.0 ms pool", "25.6 % 600 ms actor", "42.7 % 1.00 s continuation", "100 % 2.34 s time",
      ])
    let headings = text.split(separator: "\n").filter { !$0.hasPrefix(" ") && $0.count < 12 }
    #expect(headings == ["states", "task states", "functions", "stacks", "waits", "locks", "actors", "pool", "threads", "tasks"])
  }

  @Test("By state, each state has its waits, how long one is, and the mean of a thread; no other table of states comes")
  func byState() throws {
    let text = try server.text { $0.groupBy = .state }
    #expect(rows("states", of: text)[3].hasPrefix("10.0 % 17.4 % 200 ms 4 50.0 ms 100 ms lock"))
    #expect(rows("states", of: text)[0].hasPrefix("35.0 % 60.9 % 700 ms – – 350 ms user"))
    #expect(rows("task states", of: text)[2].hasPrefix("25.6 % 600 ms 3 200 ms actor"))
    #expect(text.split(separator: "\n").count { $0 == "states" } == 1)
    #expect(section("functions", of: text).isEmpty && section("locks", of: text).isEmpty)
  }

  @Test("Waits have function, state, number and mean; those at rest are not there")
  func waits() throws {
    #expect(
      rows("waits", of: try server.text()) == [
        "57.1 % 200 ms 4 50.0 ms lock lookUp lookUp.swift:3", "28.6 % 100 ms 10 10.0 ms io readFile readFile.swift:3",
        "14.3 % 50.0 ms 2 25.0 ms runqueue lookUp lookUp.swift:3",
      ])
  }

  @Test("A lock has its wait, who waited and who held it; blame is the wait, the unknown holder included")
  func locks() throws {
    let lines = section("locks", of: try server.text()).map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      lines == [
        "mutex 0x7f01", "200 ms waited for it in 4 waits of 50.0 ms; then 50.0 ms ready without a processor", "share time who waited",
        "100 % 200 ms lookUp lookUp.swift:3", "share time who held it meanwhile", "75.0 % 150 ms refresh refresh.swift:3 in worker (12)",
        "kept waiting: lookUp in worker (100 %)", "25.0 % 50.0 ms [unknown holder] [unknown holder].swift:3",
        "kept waiting: lookUp in worker (100 %)",
      ])
  }

  @Test("An actor has its queue, how long it was busy, who queued and what it ran; the pool has who queued for a thread")
  func actors() throws {
    let lines = section("actors", of: try server.text()).map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      lines == [
        "Account 0x7f99", "600 ms queued for it in 3 waits of 200 ms; busy 500 ms, 50.0 % of the recording", "share time who queued",
        "100 % 600 ms handle handle.swift:3", "total time self what it ran", "80.0 % 400 ms 80.0 % refresh refresh.swift:3",
        "20.0 % 100 ms 20.0 % readFile readFile.swift:3",
      ])
    let pool = section("pool", of: try server.text()).map { $0.split(separator: " ").joined(separator: " ") }
    #expect(pool[0] == "90.0 ms tasks were ready and no thread was free in 9 waits of 10.0 ms")
    #expect(pool.contains("100 % 90.0 ms handle handle.swift:3"))
    // What the running tasks of the states have.
    #expect(pool.contains("total time self what its threads ran or waited in, 650 ms with a task"))
  }

  @Test("Functions and threads have their waiting time beside their processor time")
  func columns() throws {
    let text = try server.text()
    #expect(rows("functions", of: text).contains("0.0 % 50.0 % 0 ns 250 ms handle handle.swift:3"))
    #expect(rows("functions", of: text).first == "50.0 % 50.0 % 400 ms – memcpy_avx memcpy_avx.swift:3")
    #expect(rows("threads", of: text) == ["50.0 % 400 ms 250 ms 350 ms worker (11)", "50.0 % 400 ms 100 ms 500 ms worker (12)"])
  }

  @Test("When requests were counted, the heading says how many, and every time has its part of one request")
  func requests() throws {
    let text = try counted.text(width: 200)
    #expect(text.split(separator: "\n")[0].hasSuffix(", 1 000 requests"))
    #expect(rows("states", of: text)[3].hasPrefix("10.0 % 17.4 % 200 ms 200 lock"))
    #expect(rows("functions", of: text).contains("12.5 % 12.5 % 100 ms 100 – – tcp_sendmsg tcp_sendmsg.swift:3"))
    #expect(rows("functions", of: text).contains("0.0 % 50.0 % 0 ns 0 250 ms 250 handle handle.swift:3"))
    #expect(rows("waits", of: text)[0] == "57.1 % 200 ms 200 4 50.0 ms lock lookUp lookUp.swift:3")
    #expect(text.contains("200 ms waited for it in 4 waits of 50.0 ms (200 µs/request); then 50.0 ms ready without a processor (50.0 µs/request)"))
    #expect(rows("tasks", of: text) == ["50.0 % 400 ms 400 [no task]", "50.0 % 400 ms 400 request"])
  }

  @Test(
    "Waits alone leave out threads at rest and say so; states narrow them", arguments: [(nil, "350 ms"), (["idle"], "350 ms"), (["all"], "1.20 s")])
  func types(states: [String]?, total: String) throws {
    let text = try server.text {
      $0.sampleType = "wait"
      $0.states = states
    }
    #expect(text.contains("\nshown: the time threads waited"))
    #expect(text.contains("left out: 850 ms of threads that were idle or asleep; --state idle,sleep shows only that") == (states == nil))
    #expect(text.contains("left out: 850 ms in other states") == (states == ["idle"]))
    #expect(section("locks", of: text).isEmpty == (states != nil) && section("actors", of: text).isEmpty)
    let threads = rows("threads", of: text).map { $0.split(separator: " ").prefix(4).suffix(2).joined(separator: " ") }
    #expect(states == ["idle"] ? threads == [total] : threads.count == 2)
  }

  @Test("Blame has the stacks of the holders, the queue those of the tasks")
  func blame() throws {
    #expect(
      rows("functions", of: try server.text { $0.sampleType = "blame" }).prefix(2) == [
        "75.0 % 75.0 % 150 ms memcpy_avx memcpy_avx.swift:3", "25.0 % 25.0 % 50.0 ms [unknown holder] [unknown holder].swift:3",
      ])
    let queue = try server.text {
      $0.sampleType = "queue"
      $0.states = ["actor", "pool"]
    }
    #expect(rows("functions", of: queue) == ["100 % 100 % 690 ms handle handle.swift:3", "0.0 % 87.0 % 0 ns deposit deposit.swift:3"])
  }

  @Test("A thread that never ran is among the threads, after those that did")
  func threadsThatOnlyWait() throws {
    var fixture = ProfileFixture.smallServer()
    fixture.wait("start;handle", .lock, 10, .init(thread: "stuck", tid: 9))
    fixture.wait("start;nap", .sleep, 900, .init(thread: "sleeper", tid: 8))
    #expect(
      rows("threads", of: try fixture.profile.text()).suffix(2) == ["0.0 % 0 ns 10.0 ms – stuck (9)", "0.0 % 0 ns – 900 ms sleeper (8)"])
  }

  @Test("Without waits of threads there is no account of their wall time, and tasks have theirs")
  func tasksOnly() throws {
    var fixture = ProfileFixture.waiting()
    fixture.run("start;handle", .user, 10, .init(thread: "t", tid: 1, task: "request"))
    fixture.queue("handle", .actor, 30, .init(task: "request", executor: "A"))
    let text = try fixture.profile.text()
    #expect(section("states", of: text).isEmpty && rows("task states", of: text).count == 3)
    #expect(try !fixture.profile.markdown().contains("#### states"))
  }

  @Test("A recording in which nothing ran shows its waits all the same")
  func nothingRan() throws {
    var fixture = ProfileFixture.waiting()
    fixture.wait("start;lookUp;pthread_mutex_lock", .lock, 200, .init(thread: "t", tid: 1, lock: "m"))
    let text = try fixture.profile.text()
    #expect(rows("states", of: text).count == 2 && !section("locks", of: text).isEmpty)
    #expect(section("functions", of: text).isEmpty)
    #expect(try fixture.profile.markdown().contains("#### states"))
  }

  @Test("No line is wider than the terminal", arguments: [60, 80, 120])
  func width(_ width: Int) throws {
    let text = try counted.text(width: width) + HostileNames.waits().profile.text(width: width)
    // One sentence is the tool's own and has no break.
    let lines = text.split(separator: "\n").filter { !$0.contains("--limit") }
    #expect(lines.filter { $0.count > width }.map { $0.prefix(200) } == [])
  }
}
