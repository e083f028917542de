import Glibc
import Images
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("The BPF collector", .needsBPF)
  struct BPFCollectorTests {
    private func collector() throws -> BPFCollector { try #require(BPFCollector.prepare().collector) }

    @Test("delivers samples of the target alone, with the clock's weight")
    func samples() throws {
      let target = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let other = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let recording = try Recording(try collector(), of: target, frequency: 500)
      try recording.collect(50)
      recording.stop()
      for sample in recording.samples {
        #expect(sample.processID == target.processID)
        #expect(ProcFile.numbers(in: "/proc/\(target.processID)/task").contains(sample.threadID))
        #expect(sample.weight == 2_000_000)
      }
      #expect(recording.samples.contains { $0.programCounter != 0 })
      try other.waitForWork()
    }

    @Test("delivers after its stop what was taken before, and nothing new")
    func drains() throws {
      let target = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let recording = try Recording(try collector(), of: target, frequency: 500)
      try target.waitForWork()
      recording.stop()
      try recording.poll(0)
      let count = recording.samples.count
      #expect(count > 0)
      try target.waitForWork()
      try recording.poll(0)
      #expect(recording.samples.count == count)
    }

    @Test("sees every thread of the target, those that are born later too")
    func threads() throws {
      let target = try TestProcess.fixture("thread-churn", "--seconds", "60")
      let recording = try Recording(try collector(), of: target, frequency: 1_000)
      try recording.collect { Set(recording.samples.map(\.threadID)).count >= 10 }
      #expect(recording.samples.allSatisfy { $0.processID == target.processID })
    }

    @Test("counts what the ring had no room for")
    func lost() throws {
      // Without frame pointers every sample carries a copy of the stack: the ring fills up soon when nobody empties it.
      let target = try TestProcess.fixture("frameless", "--seconds", "120")
      let recording = try Recording(try collector(), of: target, frequency: 10_000)
      #expect(recording.collector.counters.lost == 0)
      try eventually("the ring is full") { recording.collector.counters.lost > 0 }
      recording.stop()
      let lost = recording.collector.counters.lost
      try recording.poll(0)
      #expect(!recording.samples.isEmpty)
      #expect(recording.collector.counters.lost == lost)
    }

    @Test("follows forked processes and new programs when asked to")
    func children() throws {
      let target = try TestProcess.fixture("spawner", "--seconds", "60")
      let recording = try Recording(try collector(), of: target, includesChildren: true, frequency: 500)
      try recording.collect { Set(recording.samples.map(\.processID)).count >= 4 && recording.exited.count >= 2 }
      recording.stop()
      let started = Set(recording.started)
      #expect(recording.samples.allSatisfy { $0.processID == target.processID || started.contains($0.processID) })
      #expect(recording.changedImages.contains { started.contains($0) })
      #expect(recording.exited.allSatisfy { started.contains($0) })
    }

    @Test("does not look at forked processes otherwise")
    func withoutChildren() throws {
      let target = try TestProcess.fixture("spawner", "--seconds", "60")
      let recording = try Recording(try collector(), of: target, frequency: 500)
      try recording.collect(50)
      recording.stop()
      #expect(recording.samples.allSatisfy { $0.processID == target.processID })
      #expect(recording.started.isEmpty && recording.changedImages.isEmpty && recording.exited.isEmpty)
    }

    @Test("tells a new program in the target, and its end")
    func execAndExit() throws {
      let fixture = try TestProcess.fixturePath("cpu-split")
      let folder = TestFolder()
      let target = try TestProcess(["sh", "-c", "echo begun; until [ -e '\(folder.path("sign"))' ]; do :; done; exec '\(fixture)' --seconds 60"])
      try target.waitFor("begun")
      let recording = try Recording(try collector(), of: target)
      try recording.collect(5)
      _ = try folder.write([], to: "sign")
      try recording.collect { recording.changedImages == [target.processID] }
      try target.waitFor("ready")
      kill(target.processID, SIGKILL)
      try recording.collect { recording.exited == [target.processID] }
    }

    @Test("leaves the target untouched: it is never traced")
    func untouched() throws {
      let target = try TestProcess.fixture("async-chain", "--seconds", "60")
      let recording = try Recording(try collector(), of: target, frequency: 500)
      for _ in 0..<10 {
        try recording.poll()
        #expect(target.tracers.allSatisfy { $0 == 0 })
      }
    }

    @Test("closes its clocks and links when it stops, and everything when it goes")
    func closes() throws {
      let before = Self.kernelObjects()
      func record() throws {
        let target = try TestProcess.fixture("cpu-split", "--seconds", "60")
        let recording = try Recording(try collector(), of: target)
        #expect(Self.kernelObjects().count > before.count)
        try recording.collect(5)
        recording.stop()
        let left = Self.kernelObjects()
        #expect(!left.contains { $0.contains("perf_event") || $0.contains("link") })
        // Samples can still be read.
        try recording.poll(0)
      }
      try record()
      #expect(Self.kernelObjects() == before)
    }

    @Test("leaves nothing open when it was only asked whether it works")
    func availabilityCloses() {
      let before = Self.kernelObjects()
      for _ in 0..<3 { #expect(BPFCollector.availability().isAvailable) }
      #expect(Self.kernelObjects() == before)
    }

    /// BPF programs, maps and links, and clocks that this process has open.
    private static func kernelObjects() -> [String] {
      ProcFile.numbers(in: "/proc/self/fd").map { ProcFile.link("/proc/self/fd/\($0)") }
        .filter { $0.contains("bpf") || $0.contains("perf_event") || $0.contains("btf") }.sorted()
    }
  }
}
