import Glibc
import Images
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("The ptrace collector", .enabled(if: PtraceCollector.availability(processID: nil).isAvailable, "ptrace is not allowed here"))
  struct PtraceCollectorTests {
    @Test("delivers samples of the target alone, with registers, stack and weight")
    func samples() throws {
      let target = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let other = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let recording = try Recording(PtraceCollector(), of: target)
      try recording.collect(20)
      recording.stop()
      for sample in recording.samples {
        #expect(sample.processID == target.processID)
        #expect(sample.weight > 0)
        #expect(sample.programCounter != 0)
        #expect(sample.stackSize > 0)
      }
      #expect(other.tracers.allSatisfy { $0 == 0 })
    }

    @Test("leaves no thread traced, and the target at work", arguments: ["cpu-split", "async-chain", "thread-churn"])
    func leaves(fixture: String) throws {
      let target = try TestProcess.fixture(fixture, "--seconds", "60")
      let recording = try Recording(PtraceCollector(), of: target, frequency: 500)
      #expect(!target.tracers.contains(0))
      try recording.collect(20)
      recording.stop()
      #expect(target.tracers.allSatisfy { $0 == 0 })
      try target.waitForWork()
    }

    @Test("sees threads that are born after it began, and forgets those that end")
    func threadsComeAndGo() throws {
      let target = try TestProcess.fixture("thread-churn", "--seconds", "60")
      let before = openFiles()
      let recording = try Recording(PtraceCollector(), of: target, frequency: 500)
      try recording.collect(40) { Set(recording.samples.map(\.threadID)).count >= 10 }
      recording.stop()
      #expect(openFiles() == before)
    }

    @Test("shares out the target's CPU time among its samples")
    func weights() throws {
      let target = try TestProcess.fixture("thread-churn", "--seconds", "60")
      let before = target.processorTime
      let recording = try Recording(PtraceCollector(), of: target)
      try recording.collect(60)
      let used = target.processorTime - before
      recording.stop()
      let weight = recording.samples.reduce(0) { $0 + $1.weight }
      #expect(weight <= used)
      #expect(weight > used / 2)
    }

    @Test("follows a program that replaces itself, whichever thread does it", arguments: [false, true])
    func exec(fromThread: Bool) throws {
      let fixture = try TestProcess.fixturePath("cpu-split")
      let become = "os.execv('\(fixture)', ['cpu-split', '--seconds', '60'])"
      let folder = TestFolder()
      let wait = "while not os.path.exists('\(folder.path("sign"))'): pass"
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
      let recording = try Recording(PtraceCollector(), of: target, frequency: 500)
      try recording.collect(20)
      _ = try folder.write([], to: "sign")
      try recording.collect { recording.changedImages.contains(target.processID) }
      let samplesBefore = recording.samples.count
      try recording.collect(samplesBefore + 20)
      recording.stop()
      #expect(target.output.contains("ready"))
      #expect(recording.samples.allSatisfy { $0.processID == target.processID })
      #expect(target.tracers.allSatisfy { $0 == 0 })
      try target.waitForWork()
    }

    @Test("follows forked processes when asked to, and lets them go too")
    func children() throws {
      let target = try TestProcess.fixture("spawner", "--seconds", "60")
      let recording = try Recording(PtraceCollector(), of: target, includesChildren: true, frequency: 500)
      try recording.collect { Set(recording.samples.map(\.processID)).count >= 4 }
      recording.stop()
      let started = Set(recording.started)
      #expect(recording.samples.allSatisfy { $0.processID == target.processID || started.contains($0.processID) })
      #expect(!recording.exited.isEmpty && recording.exited.allSatisfy { started.contains($0) })
      #expect(recording.changedImages.contains { started.contains($0) })
      try target.waitForWork()
    }

    @Test("does not touch forked processes otherwise")
    func withoutChildren() throws {
      let target = try TestProcess.fixture("spawner", "--seconds", "60")
      let recording = try Recording(PtraceCollector(), of: target, frequency: 500)
      try recording.collect(30)
      recording.stop()
      #expect(recording.samples.allSatisfy { $0.processID == target.processID })
      #expect(recording.started.isEmpty)
    }

    @Test("tells the end of the target, and stops in peace after it")
    func exit() throws {
      let target = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let recording = try Recording(PtraceCollector(), of: target)
      try recording.collect(3)
      kill(target.processID, SIGKILL)
      try recording.collect { recording.exited == [target.processID] }
      recording.stop()
    }

    @Test("does not disturb what waits: a sleeping target gives no samples and stays asleep")
    func idle() throws {
      let target = try TestProcess(["sleep", "60"])
      try eventually("it sleeps") { target.state() == "S" }
      let recording = try Recording(PtraceCollector(), of: target, frequency: 500)
      for _ in 0..<20 { try recording.poll() }
      #expect(recording.samples.isEmpty)
      #expect(target.state() == "S")
      recording.stop()
      try eventually("it sleeps again") { target.state() == "S" }
    }

    @Test("leaves the signal mask of its thread as it was")
    func mask() throws {
      func blocked() -> [Int32] {
        var mask = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &mask)
        return (1..<32).filter { sigismember(&mask, $0) == 1 }
      }
      let before = blocked()
      let recording = try Recording(PtraceCollector(), of: try TestProcess.fixture("cpu-split"))
      recording.stop()
      #expect(blocked() == before)
      #expect(throws: SamplingError.self) { try PtraceCollector().start(CollectorTarget(processID: Int32.max)) }
      #expect(blocked() == before)
    }

    private func openFiles() -> Int { ProcFile.numbers(in: "/proc/self/fd").count }
  }
}
