import Glibc
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("Signals of a traced target", .enabled(if: PtraceCollector.availability(processID: nil).isAvailable, "ptrace is not allowed here"))
  struct PtraceSignalTests {
    /// A shell that prints a line for every SIGUSR1, either busy or waiting most of the time.
    private static let scripts = ["while :; do :; done", "while :; do sleep 0.01; done"]

    private func target(_ script: String) throws -> TestProcess {
      let target = try TestProcess(["sh", "-c", "trap 'echo hit' USR1; echo ready; \(script)"])
      try target.waitFor("ready")
      return target
    }

    @Test("are delivered while it is recorded, every one", arguments: scripts)
    func delivered(script: String) throws {
      let target = try target(script)
      let recording = try Recording(PtraceCollector(), of: target, frequency: 1_000)
      for count in 1...60 {
        kill(target.processID, SIGUSR1)
        try target.waitFor("hit", times: count) { try recording.poll(2) }
      }
      recording.stop()
      #expect(target.tracers == [0])
      #expect(target.output.split(separator: "\n").count { $0 == "hit" } == 60)
    }

    @Test("that arrive just before the recording ends are not lost")
    func notLostAtEnd() throws {
      let target = try target(Self.scripts[0])
      for count in 1...10 {
        let recording = try Recording(PtraceCollector(), of: target)
        kill(target.processID, SIGUSR1)
        // It stops for its tracer before the signal is delivered; nobody polls any more.
        try eventually("it stops for the signal") { target.state() == "t" }
        recording.stop()
        #expect(target.tracers == [0])
        try target.waitFor("hit", times: count)
      }
    }

    @Test("that stop and continue it do so while it is recorded")
    func groupStop() throws {
      let target = try target(Self.scripts[0])
      let recording = try Recording(PtraceCollector(), of: target, frequency: 500)
      for _ in 0..<5 {
        let count = recording.samples.count
        try recording.collect(count + 5)
        kill(target.processID, SIGSTOP)
        var before: UInt64 = 0
        try eventually("it stands still") {
          before = target.processorTime
          for _ in 0..<5 { try recording.poll() }
          return target.processorTime == before
        }
        for _ in 0..<10 { try recording.poll() }
        #expect(target.processorTime == before)
        kill(target.processID, SIGCONT)
        try target.waitForWork { try recording.poll() }
      }
      recording.stop()
      #expect(target.tracers == [0])
      try target.waitForWork()
    }

    @Test("that stop all its threads are honoured for all of them")
    func groupStopOfThreads() throws {
      let target = try TestProcess.fixture("async-chain", "--seconds", "60")
      let recording = try Recording(PtraceCollector(), of: target, frequency: 500)
      try recording.collect(10)
      kill(target.processID, SIGSTOP)
      try eventually("it stands still") {
        let before = target.processorTime
        for _ in 0..<10 { try recording.poll() }
        return target.processorTime == before
      }
      recording.stop()
      // Whoever stopped it finds it stopped.
      #expect(target.tracers.allSatisfy { $0 == 0 })
      try eventually("it is stopped") { target.state() == "T" }
      kill(target.processID, SIGCONT)
      try target.waitForWork()
    }

    @Test("that stopped it before the recording began go on to do so until it is continued")
    func stoppedBefore() throws {
      let target = try target(Self.scripts[0])
      kill(target.processID, SIGSTOP)
      try eventually("it is stopped") { target.state() == "T" }
      let recording = try Recording(PtraceCollector(), of: target, frequency: 500)
      for _ in 0..<20 { try recording.poll() }
      #expect(recording.samples.isEmpty)
      kill(target.processID, SIGCONT)
      try recording.collect(10)
      recording.stop()
      #expect(target.tracers == [0])
      try target.waitForWork()
    }

    @Test("that end it end it as they would have")
    func ending() throws {
      let target = try target(Self.scripts[0])
      let recording = try Recording(PtraceCollector(), of: target)
      try recording.collect(3)
      kill(target.processID, SIGTERM)
      try recording.collect { recording.exited == [target.processID] }
      recording.stop()
    }
  }
}
