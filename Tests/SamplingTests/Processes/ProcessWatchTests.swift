import Glibc
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("The watch on a process")
  struct ProcessWatchTests {
    @Test("sees its end before anybody has waited for it, and goes on seeing it")
    func end() throws {
      let process = try TestProcess(["sleep", "60"])
      let watch = try ProcessWatch(processID: process.processID)
      #expect(!watch.hasExited)
      kill(process.processID, SIGTERM)
      try eventually("it has ended") { process.state() == "Z" }
      #expect(watch.hasExited)
      process.end()
      #expect(watch.hasExited)
    }

    @Test("sees the end of a process that is not a child")
    func notAChild() throws {
      let process = try TestProcess(["sh", "-c", "sleep 60 & echo $!; wait"])
      try eventually("it has a child") { Int32(process.output.dropLast()) != nil }
      let grandchild = Int32(process.output.dropLast())!
      let watch = try ProcessWatch(processID: grandchild)
      #expect(!watch.hasExited)
      kill(grandchild, SIGKILL)
      try eventually("the watch sees it") { watch.hasExited }
    }

    @Test("is not misled by another process that gets the same number")
    func numberReused() throws {
      let first = try TestProcess(["sleep", "60"])
      let watch = try ProcessWatch(processID: first.processID)
      first.end()
      let number = first.processID
      // The next process gets the number after the one written here.
      let descriptor = open("/proc/sys/kernel/ns_last_pid", O_WRONLY)
      guard descriptor >= 0 else { return }
      let text = "\(number - 1)"
      let written = write(descriptor, text, text.utf8.count)
      close(descriptor)
      guard written == text.utf8.count else { return }
      let second = try TestProcess(["sleep", "60"])
      // Another process of the machine may have been quicker.
      guard second.processID == number else { return }
      #expect(try ProcessFinder.process(number) == number)
      #expect(watch.hasExited)
      #expect(try !ProcessWatch(processID: number).hasExited)
    }

    @Test("on a number nobody has is refused")
    func nobody() {
      #expect { _ = try ProcessWatch(processID: Int32.max) } throws: { ($0 as? SamplingError)?.code == .noSuchProcess }
    }
  }
}
