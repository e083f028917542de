import Profiles
import Testing

@testable import Reports

@Suite struct TopPageTests {
  private let second = TopFixture.second()

  @Test("A screen says what is recorded, how busy it is, states, and what the chosen table holds")
  func screen() {
    let lines = TopFixture.screen(second, height: 24)
    #expect(lines.count == 24)
    #expect(lines[0] == "server, process 4711, 12.0 s recorded, 3 456 samples, 0 lost, 99 Hz, bpf collector")
    #expect(lines[1] == "0.80 cores busy in the last 1.00 s, 2 threads")
    #expect(lines[2].hasPrefix("threads █") && lines[2].count == 100)
    #expect(
      lines[3] == "        █ user 35.0 %  █ kernel 5.0 %  ▓ runqueue 2.5 %  ▒ lock 10.0 %  ▒ io 5.0 %  ░ sleep 25.0 %")
    #expect(lines[4] == "        ░ idle 17.5 %")
    #expect(lines[5].hasPrefix("tasks   █"))
    #expect(lines[6] == "        █ running 27.8 %  ▓ pool 3.8 %  ▒ actor 25.6 %  ░ continuation 42.7 %")
    #expect(lines[8] == "[functions 6]  threads 2   tasks 1")
    #expect(lines[9] == "   ↓self    total        time              function")
    #expect(lines[10] == "  50.0 %   50.0 %      400 ms  █████       memcpy_avx  memcpy_avx.swift:3")
    #expect(lines[11] == "  37.5 %   37.5 %      300 ms  ███▊        parse  parse.swift:3")
    #expect(lines[23].hasPrefix("q quit  space pause"))
  }

  @Test("The bar of states is as long as it should be, and its parts are in proportion")
  func bar() {
    for width in [40, 79, 200] {
      let bar = TopFixture.screen(second, width: width)[2].dropFirst(8)
      #expect(bar.count == width - 8)
      for (block, share) in [("█", 0.4), ("▓", 0.025), ("▒", 0.15), ("░", 0.425)] {
        let drawn = Double(bar.count { String($0) == block }) / Double(bar.count)
        #expect(abs(drawn - share) * Double(bar.count) <= 1)
      }
    }
  }

  @Test("Threads have their share of a processor, what they wait for and how long they rest")
  func threads() {
    let lines = TopFixture.screen(second, view: TopFixture.view(.nextTable))
    let start = lines.firstIndex { $0.contains("[threads 2]") } ?? 0
    #expect(
      lines[(start + 1)...].prefix(3) == [
        "     cpu    ready  waiting  at rest  mostly     thread", "  40.0 %    5.0 %   20.0 %   35.0 %  idle       worker (11)",
        "  40.0 %        –   10.0 %   50.0 %  sleep      worker (12)",
      ])
  }

  @Test("Tasks have their share of a processor, and how long they were queued and suspended")
  func tasks() {
    let lines = TopFixture.screen(second, view: TopFixture.view(.previousTable))
    let start = lines.firstIndex { $0.contains("[tasks 1]") } ?? 0
    #expect(lines[(start + 1)...].prefix(2) == ["     cpu      queued   suspended  task", "  40.0 %      690 ms      1.00 s  request"])
  }

  @Test("Sorted by total, callers come before what they call")
  func order() {
    let lines = TopFixture.screen(second, view: TopFixture.view(.order))
    let start = lines.firstIndex { $0.contains("↓total") } ?? 0
    #expect(lines[start + 2].hasPrefix("   0.0 %   50.0 %      400 ms  █████       handle"))
  }

  @Test("The last interval and all of the recording are two views of one screen")
  func spans() {
    var whole = second
    whole.add(second)
    let interval = TopFixture.screen(second, whole: whole)
    let all = TopFixture.screen(second, whole: whole, view: TopFixture.view(.span))
    #expect(interval[1].contains("0.80 cores busy in the last 1.00 s"))
    #expect(all[1].contains("0.80 cores busy in all of 2.00 s"))
    #expect(all.contains { $0.contains("50.0 %   50.0 %      800 ms") })
  }

  @Test("When requests are counted there are as many a second, and every time has its part of one")
  func requests() {
    let lines = TopFixture.screen(TopFixture.second(requests: 1_000), width: 120)
    #expect(lines[1] == "0.80 cores busy in the last 1.00 s, 2 threads, 1 000 requests, 1 000/s, 800 µs of CPU each")
    #expect(lines.contains { $0.hasPrefix("  50.0 %   50.0 %      400 ms         400  █████       memcpy_avx") })
  }

  @Test("A view that is paused says so, and a table that is scrolled begins further down")
  func pause() {
    let lines = TopFixture.screen(second, view: TopFixture.view(.pause, .down))
    #expect(lines[1].hasPrefix("PAUSED  0.80 cores"))
    #expect(lines.contains { $0.contains("parse.swift") } && !lines.contains { $0.contains("memcpy_avx") })
    #expect(lines.last?.contains("space go on") == true)
  }

  @Test("Before the first interval has ended the screen says what it waits for")
  func first() {
    let lines = TopFixture.screen(nil, height: 10)
    #expect(lines.count == 10 && lines[0].hasPrefix("server, process 4711"))
    #expect(lines[1].contains("recording"))
  }

  @Test("An interval in which nothing ran has no rows and says so")
  func empty() {
    for account in [TopAccount(), TopAccount(Profile(sampleTypes: [])), TopAccount(Profile.idle)] {
      let lines = TopFixture.screen(account)
      #expect(lines[1].hasPrefix("0.00 cores busy in the last"))
      #expect(lines.contains("  nothing ran on a processor"))
      #expect(TopFixture.screen(account, view: TopFixture.view(.previousTable)).contains("  no Swift task was seen"))
      #expect(TopFixture.block(account).contains("\n  nothing ran on a processor\n"))
    }
  }

  @Test("No screen is wider or higher than its terminal, whatever the names", arguments: [1, 5, 20, 33, 47, 60, 80, 200], [1, 2, 4, 9, 24, 60])
  func size(_ width: Int, _ height: Int) {
    let hostile = TopAccount(HostileNames.waits().profile)
    for account in [second, TopFixture.second(requests: 7), hostile, TopAccount()] {
      for view in [TopFixture.view(), TopFixture.view(.nextTable), TopFixture.view(.nextTable, .nextTable, .pause, .span)] {
        let lines = TopFixture.screen(account, view: view, width: width, height: height)
        #expect(lines.count <= height)
        #expect(lines.filter { $0.columns > width } == [])
      }
    }
  }

  @Test("Hostile names change nothing but their own place on the screen")
  func hostile() {
    let account = TopAccount(HostileNames.waits().profile)
    for view in [TopFixture.view(), TopFixture.view(.nextTable), TopFixture.view(.previousTable)] {
      let text = TopFixture.screen(account, view: view).joined() + TopFixture.block(account).replacing("\n", with: "")
      #expect(!text.unicodeScalars.contains { [.control, .format, .lineSeparator].contains($0.properties.generalCategory) })
    }
  }

  @Test("With colour the words and their places are the same")
  func color() {
    let plain = TopFixture.screen(second)
    let colored = TopFixture.screen(second, color: true)
    #expect(colored.joined().contains("\u{1b}[7m"))
    #expect(colored.map { $0.replacing(/\u{1b}\[[0-9;]*m/, with: "") } == plain)
    #expect(!plain.joined().unicodeScalars.contains("\u{1b}"))
  }

  @Test("A high screen shows the other tables below the chosen one")
  func others() {
    let lines = TopFixture.screen(second, height: 50)
    #expect(lines.contains("threads") && lines.contains("tasks"))
    #expect(lines.contains { $0.hasSuffix("worker (11)") } && lines.contains { $0.hasSuffix("  request") })
  }

  @Test("A block of a log has all tables, each with its first rows and the number of the others")
  func block() {
    let block = TopFixture.block(second, limit: 3)
    #expect(rows("functions", of: block).count == 4)
    #expect(rows("functions", of: block).last == "… 3 more (--limit)")
    #expect(rows("threads", of: block) == ["40.0 % 5.0 % 20.0 % 35.0 % idle worker (11)", "40.0 % – 10.0 % 50.0 % sleep worker (12)"])
    #expect(rows("tasks", of: block) == ["40.0 % 690 ms 1.00 s request"])
    #expect(block.hasSuffix("\n") && !block.contains("q quit"))
  }
}
