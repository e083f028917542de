import Glibc
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("The ptrace collector refuses", .enabled(if: PtraceCollector.availability(processID: nil).isAvailable, "ptrace is not allowed here"))
  struct PtraceRefusalTests {
    private func refusal(_ processID: Int32) -> SamplingError? {
      let collector = PtraceCollector()
      do throws(SamplingError) {
        try collector.start(CollectorTarget(processID: processID))
        collector.stop()
        return nil
      } catch {
        return error
      }
    }

    @Test("a process that does not exist")
    func nobody() {
      let error = refusal(Int32.max)
      #expect(error?.code == .noSuchProcess)
      #expect(error?.message.contains("\(Int32.max)") == true)
    }

    @Test("a process that has a tracer, and names it")
    func tracedAlready() throws {
      let target = try TestProcess.fixture("cpu-split", "--seconds", "60")
      let recording = try Recording(PtraceCollector(), of: target)
      let found = PtraceCollector.availability(processID: target.processID)
      #expect(!found.isAvailable)
      #expect(found.reason == "process \(target.processID) is already traced by process \(target.tracers[0])")
      #expect(found.remedy == "end that debugger or tracer")
      let error = refusal(target.processID)
      #expect(error?.code == .permissionDenied)
      #expect(error?.message == found.reason)
      // The first recording goes on.
      try recording.collect(5)
      recording.stop()
      #expect(PtraceCollector.availability(processID: target.processID).isAvailable)
    }
  }

  @Suite(
    "A target whose first thread has ended", .enabled(if: PtraceCollector.availability(processID: nil).isAvailable, "ptrace is not allowed here"))
  struct EndedLeaderTests {
    /// The first thread ends by itself with the system call `exit`, at a sign; another one works on.
    private static let script = """
      import ctypes, os, threading
      def work():
          while True: pass
      threading.Thread(target=work).start()
      print('begun', flush=True)
      while not os.path.exists(__import__('sys').argv[1]): pass
      ctypes.CDLL(None).syscall(60, 0)
      """
    private let folder = TestFolder()

    private func endLeader(of target: TestProcess) throws { _ = try folder.write([], to: "sign") }

    private func target() throws -> TestProcess {
      let target = try TestProcess(["python3", "-c", Self.script, folder.path("sign")])
      try target.waitFor("begun")
      return target
    }

    @Test("is recorded on, and left in peace at the end")
    func endsWhileRecorded() throws {
      let target = try target()
      let recording = try Recording(PtraceCollector(), of: target, frequency: 500)
      try recording.collect(5)
      try endLeader(of: target)
      try recording.collect { target.state() == "Z" }
      let count = recording.samples.count
      try recording.collect(count + 10)
      recording.stop()
      #expect(target.tracers.dropFirst().allSatisfy { $0 == 0 })
      try target.waitForWork()
    }
  }
}
