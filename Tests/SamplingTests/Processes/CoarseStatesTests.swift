import Glibc
import Images
import Profiles
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("Coarse states")
  struct CoarseStatesTests {
    private static func expectClosed(_ recording: CoarseRecording, _ threadIDs: [Int32], sourceLocation: SourceLocation = #_sourceLocation) {
      for threadID in threadIDs {
        #expect(recording.bounds.contains(recording.totals[threadID, default: 0]), sourceLocation: sourceLocation)
      }
      #expect(recording.rows.allSatisfy { $0.nanoseconds >= 0 }, sourceLocation: sourceLocation)
    }

    private static func threads(of process: TestProcess) -> [Int32] { ProcFile.numbers(in: "/proc/\(process.processID)/task") }

    @Test("A program that sleeps does nothing else, and its stack is known to the start of the program")
    func sleeps() throws {
      let process = try TestProcess(["sleep", "1000"])
      try eventually("it sleeps") { process.state() == "S" }
      let recording = CoarseRecording(process.processID, milliseconds: 500)
      Self.expectClosed(recording, [process.processID])
      #expect(recording.waited(.sleep) > recording.bounds.lowerBound * 9 / 10)
      let row = try #require(recording.rows.first { $0.kind == .blocked })
      #expect(row.cause == WaitCause(systemCall: 230) && row.count == 1 && !row.isTruncated && row.stack.count > 2)
      #expect(recording.functions(row).first?.contains("nanosleep") ?? false)
    }

    @Test("A stopped program waits for nothing")
    func stopped() throws {
      let process = try TestProcess(["sleep", "1000"])
      kill(process.processID, SIGSTOP)
      try eventually("it stops") { process.state() == "T" }
      let recording = CoarseRecording(process.processID, milliseconds: 200)
      #expect(recording.waited(.unknown) > recording.bounds.lowerBound * 9 / 10)
      #expect(recording.rows.contains { $0.cause == .stopped })
      kill(process.processID, SIGCONT)
    }

    @Test("Threads that wait for different things are told apart")
    func mix() throws {
      let process = try TestProcess.fixture("io-mix", "--seconds", "0")
      let threads = Self.threads(of: process)
      let recording = CoarseRecording(process.processID, milliseconds: 1_500)
      Self.expectClosed(recording, threads)
      func share(_ state: ThreadState, of name: String) -> Double {
        let waits = recording.rows.filter { $0.threadName == name && $0.kind == .blocked }.reduce(0) { $0 + $1.nanoseconds }
        return Double(recording.waited(state) { $0.threadName == name }) / Double(max(1, waits))
      }
      #expect(share(.io, of: "reader") > 0.9)
      #expect(share(.sleep, of: "sleeper") > 0.9)
      #expect(share(.sleep, of: "writer") > 0.9)
      #expect(share(.condition, of: "waiter") + share(.lock, of: "waiter") > 0.9)
      #expect(share(.idle, of: "io-mix") > 0.9)
      let reader = try #require(recording.rows.first { $0.threadName == "reader" && $0.kind == .blocked && !$0.isTruncated })
      #expect(recording.functions(reader).contains { $0.contains("readPipe") })
    }

    @Test("Threads that only want a processor do not wait, and the kernel's counts are told as they are")
    func runQueue() throws {
      let process = try TestProcess.fixture("run-queue", "--seconds", "0")
      let recording = CoarseRecording(process.processID, milliseconds: 1_000)
      Self.expectClosed(recording, Self.threads(of: process))
      let spinners = recording.rows.filter { $0.threadName.hasPrefix("spinner") }
      let total = spinners.reduce(0) { $0 + $1.nanoseconds }
      let waited = spinners.filter { $0.kind == .blocked }.reduce(0) { $0 + $1.nanoseconds }
      #expect(waited * 100 <= total)
      #expect(recording.time(.cpu) > 0 && recording.time(.runqueue) > recording.time(.cpu))
    }

    @Test("A lock's waiters know the lock, its owner and where they want it")
    func locked() throws {
      let process = try TestProcess.fixture("locked", "--seconds", "0")
      let before = process.processorTime
      let threads = Self.threads(of: process)
      let recording = CoarseRecording(process.processID, milliseconds: 2_000)
      let used = Int64(process.processorTime - before)
      Self.expectClosed(recording, threads)
      // The kernel's count of a thread that runs lags by at most a few ticks; the process was looked at a little longer than its threads.
      #expect(abs(used - recording.time(.cpu)) < used / 10 + 50_000_000)
      let locks = recording.rows.filter { recording.state($0) == .lock }
      let owners = Set(locks.map(\.owner)).subtracting([0])
      #expect(!owners.isEmpty && owners.isSubset(of: threads))
      #expect(Set(locks.map(\.lockAddress)).count == 1)
      let whole = locks.filter { !$0.isTruncated }
      #expect(!whole.isEmpty && whole.allSatisfy { recording.functions($0).contains { $0.contains("criticalSection") } })
    }

    @Test("Threads that come and go have their accounts delivered, and claim no more than the process had")
    func churn() throws {
      let process = try TestProcess.fixture("thread-churn", "--seconds", "0")
      let before = process.processorTime
      let recording = CoarseRecording(process.processID, milliseconds: 1_000)
      let used = Int64(process.processorTime - before)
      #expect(!recording.ended.isEmpty)
      #expect(recording.rows.allSatisfy { $0.nanoseconds >= 0 })
      #expect(recording.time(.cpu) <= used + 20_000_000)
      #expect(recording.totals.values.allSatisfy { $0 <= recording.bounds.upperBound })
    }

    @Test("A target that ends has an account up to its end")
    func ends() throws {
      let process = try TestProcess.fixture("io-mix", "--seconds", "0")
      let threads = Self.threads(of: process)
      let states = CoarseStates()
      let start = Clock.monotonic
      states.start(processIDs: [process.processID])
      let started = Clock.monotonic
      usleep(200_000)
      let ticking = Clock.monotonic
      states.tick(processIDs: [process.processID]) { _ in }
      kill(process.processID, SIGKILL)
      try eventually("all its threads end") { process.state() == "Z" && Self.threads(of: process) == [process.processID] }
      let dead = Clock.monotonic
      var rows: [CoarseRow] = []
      states.tick(processIDs: [process.processID]) { rows.append($0) }
      #expect(Set(rows.map(\.threadID)) == Set(threads))
      for threadID in threads {
        let total = rows.filter { $0.threadID == threadID }.reduce(0) { $0 + $1.nanoseconds }
        #expect(total >= Int64(ticking - started) && total <= Int64(dead - start))
      }
      #expect(states.stop().isEmpty)
    }

    @Test("Files that are opened anew for every look tell the same")
    func files() throws {
      let process = try TestProcess(["sleep", "1000"])
      try eventually("it sleeps") { process.state() == "S" }
      let kept = ThreadFiles(processID: process.processID, threadID: process.processID, keepsOpen: true)
      let opened = ThreadFiles(processID: process.processID, threadID: process.processID, keepsOpen: false)
      defer { kept.close() }
      try eventually("it waits") { kept.look() != .running }
      #expect(kept.look() == opened.look() && opened.look() != .refused)
      #expect(kept.readStatistics()?.ran == opened.readStatistics()?.ran && (opened.readStatistics()?.runs ?? 0) > 0)
      process.end()
      #expect(kept.readStatistics() == nil && opened.readStatistics() == nil)
    }

    @Test("A child's threads are taken account of from their birth")
    func children() throws {
      let parent = try TestProcess(["sleep", "1000"])
      let states = CoarseStates()
      states.start(processIDs: [parent.processID])
      usleep(50_000)
      let child = try TestProcess.fixture("cpu-split", "--seconds", "0")
      try child.waitForWork()
      states.tick(processIDs: [parent.processID, child.processID]) { _ in }
      let used = Int64(child.processorTime)
      let rows = states.stop().filter { $0.processID == child.processID }
      let ran = rows.filter { $0.kind == .cpu }.reduce(0) { $0 + $1.nanoseconds }
      // All it ever ran, though it was there before it was first looked at.
      #expect(abs(Int64(child.processorTime) - ran) < used / 5 + 50_000_000)
      let total = rows.reduce(0) { $0 + $1.nanoseconds }
      #expect(total >= ran)
    }
  }
}
