import Images
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("The function that counts requests")
  struct RequestFunctionTests {
    private func space(of process: TestProcess) -> AddressSpace { AddressSpace(processID: process.processID, cache: ImageCache()) }

    /// Names in the symbol table of what was found.
    private func find(_ name: String, in space: AddressSpace) throws -> [String] {
      try RequestFunction.find(name, in: space).map { place in
        let function = try #require(place.image.symbolizer?.symbols.function(at: place.address))
        #expect(function.range.lowerBound == place.address)
        return function.name
      }
    }

    @Test("is found by its name as a report shows it, by the end of that, without labels, and as in the symbol table")
    func found() throws {
      let process = try TestProcess.fixture("http-server", "--port", "0", "--seconds", "60")
      let space = space(of: process)
      let exact = try find("Router.respond(to:)", in: space)
      // The async function's first part, not those behind its awaits.
      #expect(exact.count == 1 && exact.allSatisfy { $0.contains("respond") && $0.hasSuffix("Z") })
      for name in ["static Router.respond(to:)", "respond(to:)", "Router.respond", "respond", try #require(exact.first)] {
        #expect(try find(name, in: space) == exact)
      }
    }

    @Test("is found in a library, and in the C library")
    func library() throws {
      let process = try TestProcess.fixture("cpu-split", "--seconds", "60")
      #expect(try find("qsort", in: space(of: process)) == ["qsort"])
      #expect(try find("swift_retain", in: space(of: process)) == ["swift_retain"])
    }

    @Test("may be several specialisations of one")
    func specialised() throws {
      let process = try TestProcess.fixture("locked", "--seconds", "60")
      let names = try find("criticalSection(_:_:)", in: space(of: process))
      #expect(!names.isEmpty && names.allSatisfy { $0.contains("criticalSection") })
    }

    @Test("of an ambiguous name is refused with the names to choose from, and each of these is found")
    func ambiguous() throws {
      let process = try TestProcess.fixture("actor-queue", "--seconds", "60")
      let space = space(of: process)
      let error = try #require(throws: SamplingError.self) { try RequestFunction.find("Lane.count", in: space) }
      #expect(error.code == .ambiguousName)
      for name in ["Lane.count(_:_:)", "Lane.count(of:)"] {
        #expect(error.message.contains(name))
        #expect(try find(name, in: space).count == 1)
      }
    }

    @Test(
      "that is not there is refused with the process and how names are written",
      arguments: ["noFunctionIsCalledSo", "Router.noFunctionIsCalledSo(to:)", "", ".", "(", "Account.deposit(to:)", "eposit"])
    func missing(name: String) throws {
      let process = try TestProcess.fixture("actor-queue", "--seconds", "60")
      let error = try #require(throws: SamplingError.self) { try RequestFunction.find(name, in: space(of: process)) }
      #expect(error.code == .notSupported)
      #expect(error.message.contains("\(process.processID)") && error.remedy.contains("headroom report"))
    }

    @Test("of a process that is gone is refused")
    func gone() throws {
      let process = try TestProcess(["sleep", "60"])
      process.end()
      #expect(throws: SamplingError.self) { try RequestFunction.find("main", in: space(of: process)) }
    }
  }
}
