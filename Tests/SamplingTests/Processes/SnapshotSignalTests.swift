import Glibc
import Profiles
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite(
    "A process that a snapshot is taken of", .enabled(if: PtraceCollector.availability(processID: nil).isAvailable, "ptrace is not allowed here"))
  struct SnapshotSignalTests {
    @Test("gets every signal, busy or asleep", arguments: ["while :; do :; done", "while :; do sleep 0.01; done"])
    func signals(script: String) throws {
      let target = try TestProcess(["sh", "-c", "trap 'echo hit' USR1; echo ready; \(script)"])
      try target.waitFor("ready")
      for count in 1...8 {
        kill(target.processID, SIGUSR1)
        let snapshot = try SnapshotTaker.take(processID: target.processID)
        #expect(snapshot.threads.map(\.threadID) == [Int(target.processID)])
        #expect(target.tracers == [0])
        try target.waitFor("hit", times: count)
      }
    }

    @Test("that another traces is left to that one")
    func traced() throws {
      let target = try TestProcess(["sh", "-c", "echo ready; while :; do :; done"])
      try target.waitFor("ready")
      var stop = try ProcessStop(processID: target.processID, ready: [])
      #expect(throws: SamplingError.self) { try SnapshotTaker.take(processID: target.processID) }
      #expect(target.tracers.allSatisfy { $0 != 0 } && target.state() == "t")
      stop.letGo()
      #expect(target.tracers == [0])
      try target.waitForWork()
    }

    @Test("and has ended is said to have")
    func ended() throws {
      let target = try TestProcess(["sleep", "60"])
      target.end()
      #expect(throws: SamplingError.self) { try SnapshotTaker.take(processID: target.processID) }
    }
  }
}
