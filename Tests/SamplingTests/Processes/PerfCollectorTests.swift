import CLinux
import Glibc
import Images
import Testing

@testable import Sampling

/// Whether the kernel allows it here.
private let support = PerfCollector.availability(processID: nil)

extension RealProcesses {
  @Suite("The perf collector", .enabled(if: support.isAvailable, "\(support.reason)"))
  struct PerfCollectorTests {
    @Test("delivers samples of the target alone, with registers, stack and the clock's weight")
    func samples() throws {
      let target = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let other = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let recording = try Recording(PerfCollector(), of: target, frequency: 500)
      try recording.collect(50)
      recording.stop()
      for sample in recording.samples {
        #expect(sample.processID == target.processID)
        #expect(ProcFile.numbers(in: "/proc/\(target.processID)/task").contains(sample.threadID))
        #expect(sample.weight == 2_000_000)
        #expect(sample.programCounter != 0)
        #expect(sample.stackSize > 0 && sample.stackSize <= Int(PerfAttributes.stackSize))
      }
      #expect(recording.collector.counters.lost == 0)
      try other.waitForWork()
    }

    @Test("delivers after its stop what was taken before, and nothing new")
    func drains() throws {
      let target = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let recording = try Recording(PerfCollector(), of: target, frequency: 500)
      try target.waitForWork()
      recording.stop()
      try recording.poll(0)
      let count = recording.samples.count
      #expect(count > 0)
      try target.waitForWork()
      try recording.poll(0)
      #expect(recording.samples.count == count)
    }

    @Test("sees every thread that is there at the start, once")
    func threadsAtStart() throws {
      let script = """
        import threading
        def work():
            while True: pass
        for _ in range(7): threading.Thread(target=work, daemon=True).start()
        print('begun', flush=True)
        work()
        """
      let target = try TestProcess(["python3", "-c", script])
      try target.waitFor("begun")
      let threads = Set(ProcFile.numbers(in: "/proc/\(target.processID)/task"))
      let before = target.processorTime
      let recording = try Recording(PerfCollector(), of: target, frequency: 1_000)
      try recording.collect { Set(recording.samples.map(\.threadID)) == threads }
      recording.stop()
      let used = target.processorTime - before
      try recording.poll(0)
      // A thread that was opened twice would give twice its time.
      #expect(recording.samples.reduce(0) { $0 + $1.weight } < used + used / 8)
      #expect(threads.count == 8)
    }

    @Test("sees threads that are born while it begins and later, each once")
    func threadsAreBorn() throws {
      let target = try TestProcess.fixture("thread-churn", "--seconds", "60")
      let before = target.processorTime
      let recording = try Recording(PerfCollector(), of: target, frequency: 5_000)
      try recording.collect(2_000) { Set(recording.samples.map(\.threadID)).count >= 20 }
      recording.stop()
      let used = target.processorTime - before
      try recording.poll(0)
      let weight = recording.samples.reduce(0) { $0 + $1.weight } + recording.collector.counters.lost * 200_000
      #expect(recording.samples.allSatisfy { $0.processID == target.processID })
      // The clock runs on while the kernel copies stacks; that is not charged to the process.
      #expect(weight < used + used / 8, "\(weight) of \(used) ns")
      #expect(weight > used / 2, "\(weight) of \(used) ns")
    }

    @Test("counts what a tiny ring had no room for, once")
    func lost() throws {
      let target = try TestProcess.fixture("cpu-split", "--seconds", "120")
      let recording = try Recording(PerfCollector(ringSize: 64 << 10), of: target, frequency: 1_000)
      try eventually("the ring is full") { recording.collector.counters.lost > 10 }
      let before = target.processorTime
      try eventually("it works on") { target.processorTime > before + 200_000_000 }
      recording.stop()
      let lost = recording.collector.counters.lost
      try recording.poll(0)
      #expect(!recording.samples.isEmpty && recording.samples.count <= 8)
      #expect(recording.collector.counters.lost == lost)
      #expect(lost > 150)
    }

    @Test("follows forked processes and new programs when asked to")
    func children() throws {
      let target = try TestProcess.fixture("spawner", "--seconds", "60")
      let recording = try Recording(PerfCollector(), of: target, includesChildren: true, frequency: 500)
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
      let recording = try Recording(PerfCollector(), of: target, frequency: 500)
      try recording.collect(50)
      recording.stop()
      #expect(recording.samples.allSatisfy { $0.processID == target.processID })
      #expect(recording.started.isEmpty && recording.changedImages.isEmpty && recording.exited.isEmpty)
    }

    @Test("tells a new program in the target, whichever thread runs it, and its end", arguments: [false, true])
    func execAndExit(fromThread: Bool) throws {
      let fixture = try TestProcess.fixturePath("cpu-split")
      let folder = TestFolder()
      let wait = "while not os.path.exists('\(folder.path("sign"))'): pass"
      let become = "os.execv('\(fixture)', ['cpu-split', '--seconds', '60'])"
      let script =
        fromThread
        ? """
        import os, threading
        def work():
            \(wait)
            \(become)
        threading.Thread(target=work).start()
        print('begun', flush=True)
        while True: pass
        """
        : "import os\nprint('begun', flush=True)\n\(wait)\n\(become)"
      let target = try TestProcess(["python3", "-c", script])
      try target.waitFor("begun")
      let recording = try Recording(PerfCollector(), of: target, frequency: 500)
      try recording.collect(20)
      _ = try folder.write([], to: "sign")
      try recording.collect { recording.changedImages.contains(target.processID) }
      try target.waitFor("ready")
      let count = recording.samples.count
      try recording.collect(count + 20)
      #expect(recording.exited.isEmpty)
      kill(target.processID, SIGKILL)
      try recording.collect { recording.exited == [target.processID] }
      #expect(recording.samples.allSatisfy { $0.processID == target.processID })
    }

    @Test("leaves the target untouched: it is never traced")
    func untouched() throws {
      let target = try TestProcess.fixture("async-chain", "--seconds", "60")
      let recording = try Recording(PerfCollector(), of: target, frequency: 500)
      for _ in 0..<10 {
        try recording.poll()
        #expect(target.tracers.allSatisfy { $0 == 0 })
      }
      recording.stop()
      try target.waitForWork()
    }

    @Test("closes its events when it stops, and everything when it goes")
    func closes() throws {
      let before = Self.openEvents()
      func record() throws {
        let target = try TestProcess.fixture("cpu-split", "--seconds", "60")
        let recording = try Recording(PerfCollector(), of: target)
        #expect(Self.openEvents() > before)
        try recording.collect(5)
        recording.stop()
        // Only the owners of the rings are left.
        #expect(Self.openEvents() == before + BPFCollector.processors().count)
        try recording.poll(0)
      }
      try record()
      #expect(Self.openEvents() == before)
      #expect(!ProcFile.text("/proc/self/maps").contains("perf_event"))
    }

    @Test("ends the threads that watch for samples of a Swift program when it stops")
    func watchersEnd() throws {
      func pipes() -> Set<String> {
        Set(ProcFile.numbers(in: "/proc/self/fd").map { ProcFile.link("/proc/self/fd/\($0)") }.filter { $0.hasPrefix("pipe:") })
      }
      let target = try TestProcess.fixture("async-chain", "--seconds", "60")
      let recorder = Recorder(
        collector: PerfCollector(), options: .init(target: CollectorTarget(processID: target.processID, frequency: 500)))
      let before = pipes()
      try recorder.start()
      // One for each watcher; the test runner may open one of its own meanwhile.
      let bells = pipes().subtracting(before)
      try eventually("there are samples") {
        try recorder.poll(timeout: 20)
        return recorder.sampleCount >= 50
      }
      recorder.stop()
      #expect(bells.subtracting(pipes()).count == BPFCollector.processors().count)
    }

    @Test("leaves nothing open when it was only asked whether it works, or refused")
    func refusalCloses() {
      let before = Self.openEvents()
      for _ in 0..<3 { #expect(PerfCollector.availability(processID: nil).isAvailable) }
      var refusal: SamplingError?
      do throws(SamplingError) { try PerfCollector().start(CollectorTarget(processID: Int32.max)) } catch { refusal = error }
      #expect(refusal?.code == .noSuchProcess)
      #expect(refusal?.description == "there is no process \(Int32.max); see ps -e")
      #expect(PerfCollector.availability(processID: Int32.max).isAvailable == false)
      // No kernel gives a ring of three bytes.
      do throws(SamplingError) { try PerfCollector(ringSize: 3).start(CollectorTarget(processID: getpid())) } catch { refusal = error }
      #expect(refusal?.code == .systemCall)
      #expect(Self.openEvents() == before)
    }

    /// How many events this process has open; other tests may have left files that close by and by.
    private static func openEvents() -> Int {
      ProcFile.numbers(in: "/proc/self/fd").count { ProcFile.link("/proc/self/fd/\($0)").contains("perf_event") }
    }
  }
}
