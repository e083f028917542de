import Profiles
import Testing

@Suite struct TrustTests {
  /// The second line of the report, and those it goes on in.
  private func trust(_ change: (inout Profile) -> Void) throws -> String {
    var fixture = ProfileFixture.recorded([("main", 1000)])
    fixture.change(change)
    let lines = try fixture.profile.text(width: 400).split(separator: "\n", omittingEmptySubsequences: false)
    return String(lines[1])
  }

  @Test("The heading names program, process, length and time of the recording")
  func heading() throws {
    let text = try ProfileFixture.recorded([("main", 1)]).profile.text()
    #expect(text.hasPrefix("server, process 4711, 10.0 s recorded, 2025-11-24 16:00:00 UTC\n"))
  }

  @Test("The trust line tells samples, lost, cut short, complete, frequency, clock and collector")
  func whole() throws {
    #expect(
      try trust { _ in } == "1 000 samples, 0 lost, 0 cut short, 100 % reach their root, 99 Hz, cpu-clock (software), bpf collector")
  }

  @Test("How well a share is known follows from the number of samples")
  func certainty() throws {
    let line = try trust {
      $0.periodType = .cpu
      $0.period = 10_000_000
    }
    // 1.96 * sqrt(0.1 * 0.9 / 1000) is 0.0186.
    #expect(line.hasSuffix("bpf collector; a share of 10 % of the CPU time is known to ± 1.9 points"))
  }

  @Test("What was lost is told with its share of all that should be there")
  func lost() throws {
    let line = try trust {
      $0.environment.trust.lost = 250
      $0.environment.trust.truncated = 10
      $0.environment.trust.complete = 990
    }
    #expect(line.hasPrefix("1 000 samples, 250 lost (20.0 %), 10 cut short, 99.0 % reach their root, "))
  }

  @Test("What the target did in the kernel for its recorder is told, and is in the JSON report; of other collectors nobody says so")
  func recorder() throws {
    var fixture = ProfileFixture.recorded([("main", 6)])
    for name in ["asm_exc_int3", "uprobe_dispatcher", "bpf_prog_1_headroom_on_run", "tcp_sendmsg"] { fixture.kinds[name] = .kernel }
    fixture.add("main;asm_exc_int3;uprobe_dispatcher", samples: 1)
    fixture.add("main;bpf_prog_1_headroom_on_run", samples: 1)
    fixture.add("main;tcp_sendmsg", samples: 1)
    // The program's own function of such a name is no kernel's.
    fixture.add("main;uprobe_user", samples: 1)
    var profile = fixture.profile
    let sentence = "; 20.0 % of the CPU time is the recorder's own: its breakpoints and programs in the kernel"
    #expect(try profile.text(width: 400).contains(sentence))
    #expect((try profile.json()["trust"] as? [String: Any])?["recorderNanoseconds"] as? Int == 20_000_000)
    profile.environment.collector = "ptrace"
    #expect(try !profile.text(width: 400).contains("recorder's own"))
  }

  @Test("One broken async chain of many is never rounded up to all")
  func asyncChains() throws {
    let line = try trust {
      $0.environment.trust.asyncSamples = 100_000
      $0.environment.trust.asyncComplete = 99_999
    }
    #expect(line.contains("> 99.9 % of 100 000 async ones have all callers"))
  }

  @Test(
    "How well the states of threads add up is told, and a bad account is called one",
    arguments: [
      (0, "; the states of all threads add up to their wall time exactly"),
      (200, "; the states of all threads add up to their wall time within 0.02 %"),
      (1, "; the states of all threads add up to their wall time within 0.01 %"), (5_000, "within 0.50 %"),
      (12_345, "; CAUTION: the states of some threads miss their wall time by up to 1.23 %, so shares of states are no better than that"),
    ] as [(Int64, String)])
  func closure(error: Int64, text: String) throws {
    let line = try trust {
      $0.environment.trust.wall = 1_000
      $0.environment.trust.closureError = error
    }
    #expect(line.hasSuffix(text))
    #expect(try !trust { $0.environment.trust.closureError = error }.contains("wall time"))
  }

  @Test("Without async samples nothing is said of async chains")
  func noAsync() throws { #expect(try !trust { _ in }.contains("async")) }

  @Test("Of a file of another tool only the samples are told, since it says nothing of losses")
  func foreign() throws {
    let line = try trust { $0.environment = Environment() }
    #expect(line == "1 000 samples")
  }

  @Test("The notes of the recording come before the tables, in every format")
  func notes() throws {
    var fixture = ProfileFixture.recorded([("main", 1)])
    fixture.change { $0.environment.notes = ["3 threads came too late", "no debug information for libfoo"] }
    let text = try fixture.profile.text()
    #expect(text.contains("\nnote: 3 threads came too late\nnote: no debug information for libfoo\n\nfunctions\n"))
    #expect(try fixture.profile.markdown().contains("\n> 3 threads came too late\n\n> no debug information for libfoo\n"))
    let environment = try fixture.profile.json()["environment"] as? [String: Any]
    #expect(environment?["notes"] as? [String] == ["3 threads came too late", "no debug information for libfoo"])
  }

  @Test("Counts of any size make a line and not a crash")
  func extremes() throws {
    let line = try trust {
      $0.environment.trust.samples = .max
      $0.environment.trust.lost = .max
      $0.environment.trust.asyncSamples = 1
      $0.environment.trust.asyncComplete = .max
    }
    #expect(line.hasPrefix("9 223 372 036 854 775 807 samples, 9 223 372 036 854 775 807 lost"))
  }
}
