import Glibc
import Profiles
import Testing

@testable import Experiments

extension Runs {
  /// Runs of commands that do a fixed amount of work and end.
  @Suite struct WholeRunTests {
    private func run(_ workload: PairedWorkload, in folder: String = "/tmp", measuring: PairedRunner.Measurement = .time) throws -> Run {
      try PairedRunner(workload, toolVersion: "test").run(in: folder, root: folder, order: 0, repetition: 0, measuring: measuring)
    }

    /// A loop of the shell takes long enough to be seen.
    private static let work = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"

    @Test("what comes before the first count is the start and no part of the run") func startIsApart() throws {
      let run = try run(PairedWorkload("\(Self.work); echo requests=0; sleep 0.1; \(Self.work); \(Self.work); echo requests=500"))
      #expect(run.requests == 500)
      let start = try #require(run.meters.startCPU)
      // Twice as much work: half the start's cost would be all noise of a busy machine could make of it.
      #expect(run.meters.targetCPU > 1.4 * start)
      #expect(start > 1e6)
      #expect(try #require(run.meters.startSeconds) > 0)
      // The samples are those of the same part: at 999 Hz each stands for a millisecond; a handful is lost at the ends.
      let sampled = Double(run.profile.total(ofSampleType: "cpu"))
      #expect(abs(sampled - run.meters.targetCPU) < 0.15 * run.meters.targetCPU + 5e6, "\(sampled) of \(run.meters.targetCPU)")
    }

    @Test("a single count at the end tells of all that came before it") func singleCount() throws {
      let run = try run(PairedWorkload("\(Self.work); echo requests=70"))
      #expect(run.requests == 70)
      #expect(run.meters.startCPU == nil)
      #expect(run.meters.targetCPU > 1e6)
    }

    @Test("counts in between are counted from the first one") func periodicCounts() throws {
      let run = try run(PairedWorkload("echo requests=10; \(Self.work); echo requests=40; \(Self.work); echo requests=110"))
      #expect(run.requests == 100)
    }

    @Test("a pattern finds the count in any output") func pattern() throws {
      var workload = PairedWorkload("\(Self.work); echo served 1200 rows")
      workload.plan.countPattern = #"served (\d+) rows"#
      #expect(try run(workload).requests == 1200)
    }

    @Test("lines of counts divide no run whose requests something else counts, but for requests=0") func otherCounts() throws {
      var workload = PairedWorkload("\(Self.work); echo requests=10; \(Self.work); echo requests=20; echo served 300 rows")
      workload.plan.countPattern = #"served (\d+) rows"#
      let whole = try run(workload)
      #expect(whole.requests == 300 && whole.meters.startCPU == nil)
      // Of both loops and not of the first alone, whose samples would be half.
      #expect(Double(whole.profile.total(ofSampleType: "cpu")) > 0.8 * whole.meters.targetCPU)
      workload.plan.command = PairedWorkload("\(Self.work); echo requests=0; \(Self.work); echo served 300 rows").plan.command
      #expect(try #require(run(workload).meters.startCPU) > 1e6)
    }

    @Test("more requests than a whole number holds are told, not a trap") func hugeCount() throws {
      #expect(try run(PairedWorkload("\(Self.work); echo requests=1e19")).requests == 1e19)
    }

    @Test("a command without a count says what to print") func noCount() throws {
      let error = #expect(throws: ExperimentError.self) { try run(PairedWorkload("echo done")) }
      #expect(error?.code == .requests)
      #expect(error?.description.contains("requests=N") == true)
    }

    @Test("a command that fails is told with its last words") func failing() throws {
      let error = #expect(throws: ExperimentError.self) { try run(PairedWorkload("echo requests=0; echo out of luck >&2; exit 7")) }
      #expect(error?.code == .target)
      #expect(error?.description.contains("status 7") == true)
      #expect(error?.description.contains("out of luck") == true)
    }

    @Test("a command that is not there is told before anything runs") func missing() throws {
      let error = #expect(throws: ExperimentError.self) { try run(PairedWorkload("./no-such-program --fast")) }
      #expect(error?.code == .start)
    }

    @Test("a run happens in its folder, and what lies there is named without it") func folder() throws {
      let scratch = try Scratch()
      let folder = scratch.folder
      try FileBytes.write(Array("#!/bin/sh\n[ -f here ] && \(Self.work) && echo requests=3\n".utf8), to: "\(folder)/tool")
      try FileBytes.write([], to: "\(folder)/here")
      chmod("\(folder)/tool", 0o755)
      let run = try run(PairedWorkload("./tool"), in: folder)
      #expect(run.requests == 3)
    }

    @Test("counting runs count allocations, system calls and switches of the part after the start") func counting() throws {
      // Root may count; others are told that they may not.
      guard geteuid() == 0 else { return }
      // The stop at the first count comes some milliseconds late: the program rests there.
      let script =
        "dd if=/dev/zero of=/dev/null bs=1 count=3000 2>/dev/null; echo requests=0; sleep 0.1; "
        + "dd if=/dev/zero of=/dev/null bs=1 count=5000 2>/dev/null"
      let run = try run(PairedWorkload("\(script); echo requests=50"), measuring: .counts)
      // A read and a write for each byte of the second copy, and some hundreds to start it.
      let calls = try #require(run.meters.systemCalls)
      #expect(calls >= 10_000 && calls < 12_000, "\(calls)")
      #expect(try #require(run.meters.allocations) > 10)
      // A shell that waits for a program switches.
      #expect(try #require(run.meters.contextSwitches) > 0)
      #expect(run.requests == 50)
    }

    @Test("a signal ends the run at hand and leaves nothing behind") func interrupted() throws {
      let started = MonotonicClock.now
      let runner = try PairedRunner(PairedWorkload("sleep 61.5"), toolVersion: "test") { MonotonicClock.now > started + 700_000_000 }
      let error = #expect(throws: ExperimentError.self) { try runner.run(in: "/tmp", root: "/tmp", order: 0, repetition: 0) }
      #expect(error?.code == .interrupted)
      #expect(Programs.processes(with: "sleep\u{0}61.5").isEmpty)
    }
  }
}
