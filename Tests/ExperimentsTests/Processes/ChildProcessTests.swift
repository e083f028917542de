import Glibc
import Testing

@testable import Experiments

extension Runs {
  @Suite("A child process")
  struct ChildProcessTests {
    @Test("is caught with all it prints, and how it ended")
    func output() throws {
      let child = try ChildProcess(Programs.shell("echo out; echo err >&2; printf 'no newline'; exit 3"))
      try eventually("it ends") { child.ending != nil }
      #expect(child.ending == .status(3))
      #expect(child.output.standardOutput == "out\nno newline")
      #expect(child.output.standardError == "err\n")
      #expect(Set(child.output.lines(from: 0).lines) == ["out", "err", "no newline"])
    }

    @Test("tells the CPU time that it and its own children used")
    func usage() throws {
      let child = try ChildProcess(
        Programs.shell("i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; sh -c 'i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done'"))
      #expect(child.usage?.processorNanoseconds == nil || child.ending != nil)
      try eventually("it ends") { child.ending != nil }
      // Twice 50 000 rounds of a shell take more than a millisecond on any machine.
      #expect(try #require(child.usage?.processorNanoseconds) > 1e6)
    }

    @Test("that a signal ended says which")
    func signal() throws {
      let child = try ChildProcess(Programs.shell("kill -KILL $$"))
      try eventually("it ends") { child.ending != nil }
      #expect(child.ending == .signal(SIGKILL))
      #expect(child.ending?.isSuccess == false)
    }

    @Test(
      "that cannot be started says why",
      arguments: [("no-such-program-anywhere", "no command"), ("/tmp", "not a program"), ("/etc/passwd", "chmod +x")])
    func cannotStart(name: String, reason: String) {
      let error = #expect(throws: ExperimentError.self) { try ChildProcess([name]) }
      #expect(error?.code == .start)
      #expect(error?.description.contains(reason) == true)
    }

    @Test("gets signals, input and group as a program expects them")
    func environment() throws {
      let child = try ChildProcess(
        Programs.shell("grep -E '^Sig(Blk|Ign)' /proc/self/status; cat; ps -o pgid= -p $$ 2>/dev/null || cut -d' ' -f5 /proc/$$/stat"))
      try eventually("it ends") { child.ending != nil }
      let lines = child.output.standardOutput.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace).last ?? "" }
      #expect(lines.first == "0000000000000000")
      #expect(lines.last == "\(child.processID)")
      // SIGPIPE is number 13: bit 12.
      let ignored = try #require(lines.count > 1 ? UInt64(lines[1], radix: 16) : nil)
      #expect(ignored & (1 << 12) == 0)
    }

    @Test("may run on the processors it was given")
    func processors() throws {
      let allowed = ProcessorSet.allowed().numbers
      let chosen = ProcessorSet(numbers: [try #require(allowed.last)])
      let child = try ChildProcess(["/bin/sleep", "60"], processors: chosen)
      #expect(ProcessorSet.allowed(processID: child.processID) == chosen)
      child.end(grace: 0)
    }

    @Test("is asked to end before it is killed")
    func grace() throws {
      let child = try ChildProcess(Programs.shell("trap 'echo goodbye; exit 0' TERM; echo up; while :; do sleep 0.05; done"))
      try eventually("it is up") { child.output.standardOutput.contains("up") }
      child.end(grace: 20)
      #expect(child.ending == .status(0))
      #expect(child.output.standardOutput.contains("goodbye"))
    }

    @Test("that does not heed SIGTERM is killed")
    func stubborn() throws {
      let child = try ChildProcess(Programs.shell("trap '' TERM; echo up; while :; do sleep 0.05; done"))
      try eventually("it is up") { child.output.standardOutput.contains("up") }
      child.end(grace: 0.1)
      #expect(child.ending == .signal(SIGKILL))
    }

    @Test("leaves no worker behind, whatever group, session or parent that has")
    func workers() throws {
      let mark = "987654\(getpid())"
      let orphans = OrphanCare()
      // In the group; in a session of its own; one whose parent has ended; one that ignores SIGTERM.
      let child = try ChildProcess(
        Programs.shell(
          "sleep \(mark)1 & setsid sleep \(mark)2 & (setsid sleep \(mark)3 &); (trap '' TERM; exec setsid sleep \(mark)4) & echo up; wait"))
      try eventually("all four work") { (1...4).allSatisfy { !Programs.processes(with: "\(mark)\($0)").isEmpty } }
      child.end(grace: 0.2)
      orphans.end()
      #expect(Programs.processes(with: mark).isEmpty)
      #expect(ChildRegistry.all.isEmpty)
    }

    @Test("that was there before an experiment is not ended with it")
    func strangers() throws {
      let stranger = try ChildProcess(["/bin/sleep", "60"])
      let orphans = OrphanCare()
      let child = try ChildProcess(["/bin/sleep", "60"])
      child.end(grace: 0)
      orphans.end()
      #expect(stranger.ending == nil)
      stranger.end(grace: 0)
      #expect(stranger.ending != nil)
    }

    @Test("may print without anybody looking, for its output never fills up")
    func flood() throws {
      let child = try ChildProcess(Programs.shell("head -c 20000000 /dev/zero | tr '\\0' 'x'; echo; echo last"), outputLimit: 1 << 20)
      try eventually("it ends") { child.ending != nil }
      #expect(child.ending == .status(0))
      #expect(child.output.wasCut)
      #expect(child.output.standardOutput.hasSuffix("last\n"))
    }
  }
}
