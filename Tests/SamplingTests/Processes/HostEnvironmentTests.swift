import Glibc
import Images
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("What /proc says")
  struct HostEnvironmentTests {
    private let folder = TestFolder()

    @Test("of a process is read rightly whatever its name is", arguments: ["plain", "a) Z 1 (b", ") ) )", "two words"])
    func names(name: String) throws {
      let path = try folder.write("#!/bin/sh\necho ready\nwhile :; do :; done\n".utf8, to: name)
      let process = try TestProcess([path])
      try process.waitFor("ready")
      let thread = TracedThread(threadID: process.processID, processID: process.processID)
      defer { close(thread.statistics) }
      #expect(thread.isRunning())
      #expect(!thread.hasEnded())
      try eventually("it has used CPU time by both accounts") {
        HostEnvironment.processorTime(of: process.processID) ?? 0 > 0 && HostEnvironment.exactProcessorTime(of: process.processID) ?? 0 > 0
          && thread.processorTime() ?? 0 > 0
      }
      kill(process.processID, SIGKILL)
      try eventually("it has ended") { thread.hasEnded() }
      #expect(!thread.isRunning())
    }

    @Test("of nobody is nothing")
    func nobody() {
      // Linux gives no number from here on (PID_MAX_LIMIT).
      let nobody: Int32 = 1 << 22
      #expect(HostEnvironment.processorTime(of: nobody) == nil)
      #expect(HostEnvironment.exactProcessorTime(of: nobody) == nil)
      let thread = TracedThread(threadID: nobody, processID: nobody)
      #expect(thread.processorTime() == nil && thread.hasEnded() && !thread.isRunning())
      #expect(ProcFile.text("/proc/\(nobody)/stat") == "" && ProcFile.link("/proc/\(nobody)/exe") == "")
      #expect(ProcFile.numbers(in: "/proc/\(nobody)/task") == [])
    }

    @Test("of this machine names its kernel and processors")
    func machine() {
      #expect(HostEnvironment.kernel == ProcFile.line("/proc/sys/kernel/osrelease"))
      let processors = BPFCollector.processors()
      #expect(!processors.isEmpty && processors == processors.sorted() && processors.count <= Int(sysconf(Int32(_SC_NPROCESSORS_CONF))))
    }

    @Test("of the files of this process is whole, however long")
    func longFile() throws {
      let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0) }
      #expect(ProcFile.bytes(try folder.write(bytes, to: "long")) == bytes)
      #expect(ProcFile.line(try folder.write("text\n\n".utf8, to: "line")) == "text")
    }
  }
}
