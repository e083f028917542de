import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("The doctor")
  struct DiagnosisTests {
    private func finding(_ subject: String, _ findings: [Finding]) throws -> Finding { try #require(findings.first { $0.subject == subject }) }

    private func examine(_ fixture: String) throws -> [Finding] {
      let process = try TestProcess.fixture(fixture)
      return ProcessDiagnosis.examine(processID: process.processID)
    }

    @Test("names the machine and every collector, and a remedy for each that does not work")
    func machine() throws {
      let findings = MachineDiagnosis.examine(processID: nil)
      #expect(findings.map(\.subject) == ["machine"] + CollectorChoice.order.map { "\($0.rawValue) collector" })
      #expect(try finding("machine", findings).detail.contains("Linux \(HostEnvironment.kernel)"))
      for finding in findings {
        #expect(!finding.detail.isEmpty && !finding.detail.contains("\n"))
        #expect((finding.verdict == .good) == finding.remedy.isEmpty)
      }
    }

    @Test("finds a Swift program with symbols and frame pointers able to show async callers")
    func swiftProgram() throws {
      let findings = try examine("async-chain")
      #expect(try finding("frame pointers", findings).verdict == .good)
      let runtime = try finding("Swift concurrency", findings)
      #expect(runtime.verdict == .good)
      #expect(runtime.detail.contains("layout version \(TaskLayout.newestVersion)"))
    }

    @Test("says of a stripped program where its debug file belongs, and what of concurrency is lost")
    func stripped() throws {
      let findings = try examine("async-chain-static-stripped")
      let debug = try finding("debug information", findings)
      #expect(debug.verdict == .missing)
      #expect(debug.remedy.contains("/usr/lib/debug/.build-id/") || debug.remedy.contains(".gnu_debuglink"))
      let runtime = try finding("Swift concurrency", findings)
      #expect(runtime.verdict == .limited)
      #expect(runtime.detail.contains("stripped"))
    }

    @Test("finds the debug file beside a stripped program")
    func debugFile() throws { #expect(try finding("debug information", try examine("async-chain-stripped")).verdict != .missing) }

    @Test("says of a program without frame pointers what that costs and how to build it")
    func frameless() throws {
      let finding = try finding("frame pointers", try examine("frameless"))
      #expect(finding.verdict == .limited)
      #expect(finding.remedy.contains("-fno-omit-frame-pointer"))
    }

    @Test("says of a C program that it uses no Swift concurrency, which is nothing to mend")
    func cProgram() throws {
      let process = try TestProcess(["sleep", "60"])
      try eventually("it sleeps") { process.state() == "S" && TargetDescription(processID: process.processID).name == "sleep" }
      let finding = try finding("Swift concurrency", ProcessDiagnosis.examine(processID: process.processID))
      #expect(finding == Finding("Swift concurrency", .good, "not used by this process"))
    }

    @Test("says that a process cannot be read, once")
    func unreadable() {
      let findings = ProcessDiagnosis.examine(processID: Int32.max)
      #expect(findings.map(\.subject) == ["images"])
      #expect(findings.first?.verdict == .missing)
    }

    @Test("gives the collector asked for, and says so")
    func asked() throws {
      let process = try TestProcess.fixture("cpu-split")
      let (collector, reason) = try CollectorChoice.choose(.ptrace, processID: process.processID)
      #expect(collector.name == .ptrace)
      #expect(reason == "ptrace collector, as asked")
    }

    @Test("gives the best collector that works when none is asked for")
    func best() throws {
      let process = try TestProcess.fixture("cpu-split")
      let works = CollectorChoice.availability(processID: process.processID).filter(\.isAvailable).map(\.collector)
      let (collector, reason) = try CollectorChoice.choose(nil, processID: process.processID)
      #expect(works.contains(collector.name))
      #expect(collector.name == .bpf || !works.contains(.bpf))
      #expect(reason.hasPrefix("\(collector.name.rawValue) collector: "))
    }

    @Test("refuses a collector that does not work, with the reason and the line that mends it")
    func refused() throws {
      var refusal: SamplingError?
      do throws(SamplingError) { _ = try CollectorChoice.choose(.perf, processID: Int32.max) } catch { refusal = error }
      #expect(refusal?.code == .notSupported)
      #expect(refusal?.message == "the perf collector does not work here: there is no process \(Int32.max)")
      #expect(refusal?.description.hasSuffix("; see ps -e") == true)
    }
  }
}
