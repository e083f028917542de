import Images
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("The Swift runtime of a process")
  struct SwiftRuntimeTests {
    private func discover(_ fixture: String) throws -> (runtime: SwiftRuntime?, note: String?, space: AddressSpace, process: TestProcess) {
      let process = try TestProcess.fixture(fixture)
      let space = AddressSpace(processID: process.processID, cache: ImageCache())
      let (runtime, note) = SwiftRuntime.discover(in: space)
      return (runtime, note, space, process)
    }

    @Test("is found in the shared library, with nothing lost", arguments: ["async-chain", "async-chain-stripped"])
    func shared(fixture: String) throws {
      let found = try discover(fixture)
      #expect(found.note == nil)
      let runtime = try #require(found.runtime)
      #expect(TaskLayout.version(runtime.layoutVersion) != nil)
      guard case .module(let id, _)? = runtime.taskSlot else { throw TestFailure("the task's place is \(String(describing: runtime.taskSlot))") }
      #expect(id > 0)
      try expectRunners(runtime, in: found.space, image: "libswift_Concurrency.so")
    }

    @Test("is found inside a statically linked program, its task below the thread pointer")
    func staticallyLinked() throws {
      let found = try discover("async-chain-static")
      #expect(found.note == nil)
      let runtime = try #require(found.runtime)
      guard case .threadPointer(let offset)? = runtime.taskSlot else {
        throw TestFailure("the task's place is \(String(describing: runtime.taskSlot))")
      }
      #expect(offset < 0)
      try expectRunners(runtime, in: found.space, image: "async-chain-static")
    }

    @Test("cannot be seen in a stripped static program, and the note says what is lost and how to mend it")
    func stripped() throws {
      let found = try discover("async-chain-static-stripped")
      #expect(found.runtime == nil)
      let note = try #require(found.note)
      for words in ["async-chain-static-stripped", "stripped", "async callers", "task ids and names", "keep its symbols"] {
        #expect(note.contains(words))
      }
    }

    @Test("is not there in a C program, without a note")
    func absent() throws {
      let process = try TestProcess(["sleep", "60"])
      try eventually("it sleeps") { process.state() == "S" && TargetDescription(processID: process.processID).name == "sleep" }
      let (runtime, note) = SwiftRuntime.discover(in: AddressSpace(processID: process.processID, cache: ImageCache()))
      #expect(runtime == nil)
      #expect(note == nil)
    }

    @Test("of a process that is gone is nil, without a note")
    func gone() throws {
      let process = try TestProcess(["sleep", "60"])
      process.end()
      let (runtime, note) = SwiftRuntime.discover(in: AddressSpace(processID: process.processID, cache: ImageCache()))
      #expect(runtime == nil)
      #expect(note == nil)
    }

    private func expectRunners(_ runtime: SwiftRuntime, in space: AddressSpace, image: String) throws {
      #expect(runtime.taskMetadata != 0)
      #expect(!runtime.jobRunners.isEmpty)
      for runner in runtime.jobRunners {
        let region = try #require(space.lookup(runner.lowerBound))
        #expect(region.image.path.hasSuffix("/" + image))
        #expect(runner.upperBound <= region.end)
      }
    }
  }
}
