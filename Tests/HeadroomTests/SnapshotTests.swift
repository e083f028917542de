import Foundation
import Glibc
import Testing

/// `headroom snapshot`: why a process is stuck.
@Suite("A snapshot") struct SnapshotTests {
  private func take(_ target: Running, _ words: String..., user: Recording.User = .same) throws -> SnapshotAnswer {
    let command = user.prefix + [Tool.headroom, "snapshot", "--json", "-p", "\(target.processID)"] + words
    let outcome = try Tool.start("/usr/bin/env", command).finish()
    guard outcome.status == 0 else { throw TestFailure("headroom snapshot ended with \(outcome.status): \(outcome.errors)") }
    #expect(outcome.errors.isEmpty)
    let answer = try JSONDecoder().decode(SnapshotAnswer.self, from: Data(outcome.output.utf8))
    #expect(answer.schema == 1 && answer.processID == Int(target.processID))
    return answer
  }

  /// Takes snapshots until one is as it is to be: what comes and goes need not be there at one instant.
  private func eventually(_ target: Running, _ condition: (SnapshotAnswer) -> Bool) throws -> SnapshotAnswer {
    for _ in 0..<40 {
      let answer = try take(target)
      if condition(answer) { return answer }
      usleep(20_000)
    }
    throw TestFailure("no snapshot was as it was to be")
  }

  @Test("names the threads of a deadlock, their locks and who holds them")
  func deadlock() throws {
    let target = try Fixture.start("deadlock", "--seconds", "60")
    let answer = try take(target)
    #expect(answer.findings.map(\.kind) == ["deadlock"])
    let (left, right) = (try answer.thread("left"), try answer.thread("right"))
    #expect(left.state == "lock" && right.state == "lock" && left.systemCall == "futex")
    let (wanted, held) = (try #require(left.lock), try #require(right.lock))
    #expect(wanted.owner == right.tid && held.owner == left.tid && wanted.address != held.address)
    #expect(
      answer.findings.first?.text
        == "deadlock: left (\(left.tid)) waits for lock \(wanted.address) held by right (\(right.tid)), "
        + "which waits for lock \(held.address) held by left (\(left.tid))")
    #expect(left.stack.contains { $0.name.contains("lockLeftThenRight") && $0.file.hasSuffix(".swift") && $0.line > 0 })
    #expect(right.stack.contains { $0.name.contains("lockRightThenLeft") })
    #expect(target.tracers == [0])
    try target.expectTruth()
  }

  @Test("says it first, in text")
  func text() throws {
    let target = try Fixture.start("deadlock", "--seconds", "60")
    let lines = try Tool.run("snapshot", "-p", "\(target.processID)").output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("deadlock (\(target.processID)) at ") == true, "\(lines)")
    #expect(lines.dropFirst().first?.hasPrefix("deadlock: left (") == true, "\(lines)")
    #expect(lines.contains("threads") && lines.contains("tasks"))
    #expect(lines.contains { $0.hasPrefix("left (") && $0.hasSuffix("  lock in futex") })
    #expect(lines.contains { $0.contains("start_thread") } == false)
    let all = try Tool.run("snapshot", "-p", "\(target.processID)", "--scheduler", "--raw-names").output
    #expect(all.contains("start_thread") && all.contains("$s8deadlock"))
    let scratch = try Scratch()
    #expect(try Tool.run("snapshot", "-p", "\(target.processID)", "-o", scratch.path("stuck.json")).output.isEmpty)
    #expect(scratch.text("stuck.json").hasPrefix("{\"schema\":1,"))
  }

  @Test("shows suspended tasks: what each waits for, and its async callers")
  func suspended() throws {
    let answer = try take(try Fixture.start("deadlock", "--seconds", "60"))
    let stuck = try answer.task("stuck-task")
    #expect(stuck.state == "continuation" && stuck.thread == nil && stuck.waitsFor == "a continuation to be resumed")
    #expect(stuck.stack.first?.name.contains("waitForContinuation") == true && stuck.stack.allSatisfy(\.isAsync))
    let waiting = try answer.task("waits-for-stuck")
    #expect(waiting.state == "child" && waiting.waitsFor == "task \(stuck.id) \"stuck-task\"")
    #expect(waiting.stack.contains { $0.name.contains("waitForStuck") })
  }

  @Test("finds a pool whose threads are all blocked, and the task that never runs")
  func pool() throws {
    let answer = try take(try Fixture.start("deadlock", "--pool", "--seconds", "60"))
    let finding = try #require(answer.findings.first)
    #expect(finding.kind == "poolExhausted")
    #expect(finding.text.hasPrefix("the pool is exhausted: ") && finding.text.contains("blockOnSemaphore"), "\(finding.text)")
    #expect(finding.text.hasSuffix("1 task waits for a thread"))
    let never = try answer.task("never-runs")
    #expect(never.state == "pool" && never.waitsFor == "a thread of the pool" && !never.stack.isEmpty)
    let blocker = try answer.task("pool-blocker-0")
    let thread = try #require(answer.threads.first { $0.tid == blocker.thread })
    #expect(blocker.state == "running" && thread.task == "\(blocker.id) \"pool-blocker-0\"" && thread.state == "condition")
  }

  @Test("finds an exhausted pool in which threads are blocked again and again")
  func exhausted() throws {
    let target = try Fixture.start("pool-exhausted", "--seconds", "60")
    let answer = try eventually(target) { $0.findings.contains { $0.kind == "poolExhausted" } }
    #expect(answer.findings.contains { $0.text.contains("tasks wait for a thread") })
    #expect(answer.tasks.contains { $0.name.hasPrefix("quick-") && $0.state == "pool" })
    try target.expectTruth()
  }

  @Test("names the actor that tasks wait for, and the task it runs")
  func actor() throws {
    let target = try Fixture.start("actor-queue", "--seconds", "60")
    let answer = try eventually(target) { $0.tasks.contains { $0.state == "actor" && $0.waitsFor?.contains("runs task") == true } }
    let waiting = answer.tasks.filter { $0.state == "actor" && $0.waitsFor?.contains("runs task") == true }
    for task in waiting {
      #expect(task.name.hasPrefix("client-") && task.actor?.hasPrefix("Account 0x") == true)
      let running = try #require(answer.tasks.first { other in other.thread != nil && task.waitsFor!.contains("task \(other.id) \"") })
      #expect(running.name.hasPrefix("client-") && running.id != task.id)
      #expect(task.stack.contains { $0.name.contains("requestDeposit") })
    }
    target.expectUntouched()
    try target.expectTruth()
  }

  @Test("shows running tasks with all their async callers")
  func running() throws {
    let target = try Fixture.start("async-chain", "--seconds", "60")
    let chain = ["leaf", "decode", "fetch", "query", "handle", "request"]
    let answer = try eventually(target) { answer in
      answer.tasks.contains { task in
        let names = task.stack.map { String($0.name.prefix { $0 != "(" }) }
        return task.thread != nil && task.name.hasPrefix("chain-") && names.filter { chain.contains($0) } == chain
      }
    }
    for task in answer.tasks where task.thread != nil {
      #expect(answer.threads.first { $0.tid == task.thread }?.task == "\(task.id) \"\(task.name)\"" || task.name.isEmpty)
    }
    target.expectUntouched()
    try target.expectTruth()
  }

  @Test("shows programs without Swift, time and again, and leaves them asleep")
  func withoutSwift() throws {
    let target = try Tool.start("/bin/sleep", ["60"])
    usleep(200_000)
    for _ in 0..<3 {
      let answer = try take(target)
      #expect(answer.findings.isEmpty && answer.notes.isEmpty && answer.tasks.isEmpty)
      #expect(answer.threads.map(\.state) == ["sleep"] && answer.threads.first?.systemCall == "clock_nanosleep", "\(answer)")
    }
    #expect(target.state == "S" && target.tracers == [0])
  }

  @Test("leaves a stopped process stopped, and says so")
  func stopped() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "60")
    kill(target.processID, SIGSTOP)
    for _ in 0..<100 where target.state != "T" { usleep(10_000) }
    let answer = try take(target)
    #expect(answer.findings.map(\.kind) == ["stopped"] && answer.findings.first?.text.hasSuffix("kill -CONT \(target.processID)") == true)
    #expect(target.state == "T" && target.tracers == [0])
    kill(target.processID, SIGCONT)
    target.expectUntouched()
  }

  @Test("needs no privileges for one's own processes", .needsRoot, .needsProgram("setpriv"))
  func ordinaryUser() throws {
    let own = try Tool.start("/usr/bin/env", Recording.User.ordinary.prefix + [try Fixture.path("deadlock"), "--seconds", "60"])
    try own.waitFor("ready")
    let answer = try take(own, user: .ordinary)
    #expect(answer.findings.map(\.kind) == ["deadlock"])
    #expect(answer.tasks.contains { $0.name == "stuck-task" })
    let other = try Tool.start("/bin/sleep", ["60"])
    let command = Recording.User.ordinary.prefix + [Tool.headroom, "snapshot", "-p", "\(other.processID)"]
    expectOneLineError(try Tool.start("/usr/bin/env", command).finish(), "belongs to user 0", "sudo")
  }

  @Test("of nothing, or of what is not there, is refused with a way out")
  func refused() throws {
    expectOneLineError(try Tool.run("snapshot"), "give -p PID or -n NAME")
    let ended = try Tool.start("/bin/true", [])
    ended.finish()
    expectOneLineError(try Tool.run("snapshot", "-p", "\(ended.processID)"), "no process \(ended.processID)")
    expectOneLineError(try Tool.run("snapshot", "-p", "1", "--format", "html"), "--format is one of text, json")
  }

  @Test("of a process that ends meanwhile fails or succeeds, and never hangs", .timeLimit(.minutes(2)))
  func ending() throws {
    for delay in [0, 5_000, 50_000, 100_000, 200_000] {
      let target = try Fixture.start("async-chain", "--seconds", "60")
      let snapshot = try Tool.start(Tool.headroom, ["snapshot", "-p", "\(target.processID)"])
      usleep(useconds_t(delay))
      target.stop(SIGKILL)
      let outcome = snapshot.finish()
      #expect(outcome.status == 0 || outcome.errors.split(separator: "\n").count == 1, "\(outcome)")
    }
  }
}
