import Glibc
import Images
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("Finding a process")
  struct ProcessFinderTests {
    private let folder = TestFolder()

    /// Starts a program of this name that sleeps.
    private func sleeper(_ name: String) throws -> TestProcess {
      let path = access(folder.path(name), X_OK) == 0 ? folder.path(name) : try folder.copy("/usr/bin/sleep", as: name)
      let process = try TestProcess([path, "60"])
      try eventually("it sleeps") { TargetDescription(processID: process.processID).arguments == "\(path) 60" }
      return process
    }

    private func error(_ body: () throws(SamplingError) -> Int32) -> SamplingError? {
      do throws(SamplingError) {
        _ = try body()
        return nil
      } catch {
        return error
      }
    }

    @Test("by name gives the only one that has it", arguments: ["hr-short", "hr-a-name-longer-than-fifteen-bytes", "hr größer als fünfzehn"])
    func byName(name: String) throws {
      let process = try sleeper(name)
      #expect(try ProcessFinder.process(named: name) == process.processID)
    }

    @Test("by the name of a script finds its interpreter, which the kernel calls so", arguments: ["hr-script", "hr größeres Programm als das"])
    func byShortName(name: String) throws {
      let path = try folder.write("#!/bin/sh\necho ready\nwhile :; do :; done\n".utf8, to: name)
      let process = try TestProcess([path])
      try process.waitFor("ready")
      #expect(try ProcessFinder.process(named: name) == process.processID)
    }

    @Test("by a name nobody has says so")
    func noName() {
      let error = error { () throws(SamplingError) in try ProcessFinder.process(named: "hr-nobody-has-this-name") }
      #expect(error?.code == .noSuchProcess)
      #expect(error?.message == "there is no process named hr-nobody-has-this-name")
      #expect(error?.remedy.contains("-p PID") == true)
    }

    @Test("by a name that several have lists them")
    func ambiguous() throws {
      let processes = [try sleeper("hr-twins"), try sleeper("hr-twins")]
      let error = try #require(error { () throws(SamplingError) in try ProcessFinder.process(named: "hr-twins") })
      #expect(error.code == .ambiguousName)
      #expect(error.message.hasPrefix("2 processes are named hr-twins: "))
      for process in processes { #expect(error.message.contains("\(process.processID) (\(folder.path("hr-twins")) 60)")) }
    }

    @Test("by a name that many have lists the first eight and how many more there are")
    func many() throws {
      let processes = try (0..<10).map { _ in try sleeper("hr-crowd") }
      let error = try #require(error { () throws(SamplingError) in try ProcessFinder.process(named: "hr-crowd") })
      #expect(error.message.hasPrefix("10 processes are named hr-crowd: "))
      #expect(error.message.hasSuffix(" and 2 more"))
      #expect(processes.count { error.message.contains("\($0.processID) (") } == 8)
    }

    @Test("by number gives that number")
    func byNumber() throws {
      #expect(try ProcessFinder.process(getpid()) == getpid())
    }

    @Test("by a number nobody has says so", arguments: [0, -1, Int32.max])
    func noNumber(number: Int32) {
      let error = error { () throws(SamplingError) in try ProcessFinder.process(number) }
      #expect(error?.code == .noSuchProcess)
      #expect(error?.message == "there is no process \(number)")
    }

    @Test("by the number of a thread names its process")
    func thread() throws {
      let process = try TestProcess.fixture("thread-churn")
      var found: SamplingError?
      try eventually("it has a thread") {
        guard let thread = ProcFile.numbers(in: "/proc/\(process.processID)/task").first(where: { $0 != process.processID }) else { return false }
        found = error { () throws(SamplingError) in try ProcessFinder.process(thread) }
        return found?.message.contains("is a thread") == true
      }
      #expect(found?.remedy == "give -p \(process.processID)")
    }

    @Test("that has ended but was not waited for says that it has ended")
    func zombie() throws {
      let process = try TestProcess(["true"])
      try eventually("it has ended") { process.state() == "Z" }
      let error = error { () throws(SamplingError) in try ProcessFinder.process(process.processID) }
      #expect(error?.code == .targetExited)
    }
  }
}
