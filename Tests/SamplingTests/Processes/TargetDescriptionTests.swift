import Glibc
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("The description of a process")
  struct TargetDescriptionTests {
    private let folder = TestFolder()

    private func sleeper(_ name: String) throws -> TestProcess {
      let path = try folder.copy("/usr/bin/sleep", as: name)
      let process = try TestProcess([path, "60"])
      try eventually("it sleeps") { TargetDescription(processID: process.processID).arguments == "\(path) 60" }
      return process
    }

    @Test("has its short name, its path and its command line")
    func ordinary() throws {
      let process = try sleeper("a-rather-long-program-name")
      let description = TargetDescription(processID: process.processID)
      #expect(description.name == "a-rather-long-p")
      #expect(description.path == folder.path("a-rather-long-program-name"))
      #expect(description.arguments == folder.path("a-rather-long-program-name") + " 60")
    }

    @Test("of a program that was deleted has the path it had", arguments: ["gone", "kept (deleted) once", "twice (deleted)"])
    func deleted(name: String) throws {
      let process = try sleeper(name)
      unlink(folder.path(name))
      #expect(TargetDescription(processID: process.processID).path == folder.path(name))
    }

    @Test("of nobody is empty")
    func nobody() {
      let description = TargetDescription(processID: Int32.max)
      #expect([description.name, description.path, description.arguments] == ["", "", ""])
    }
  }
}
