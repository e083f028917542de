import Images
import Profiles
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("The name of an actor's type")
  struct ActorTypeTests {
    /// Where a symbol of the program is in a process.
    private func address(of symbol: String, in process: TestProcess) throws -> UInt64 {
      let space = AddressSpace(processID: process.processID, cache: ImageCache())
      for region in space.regions {
        if let found = region.image.symbolizer?.symbols.address(of: symbol) { return found.address &+ region.bias }
      }
      throw TestFailure("there is no \(symbol)")
    }

    private static let account = "$s11actor_queue7AccountCN"

    @Test("is read from its metadata in the process's memory")
    func account() throws {
      let process = try TestProcess.fixture("actor-queue", "--seconds", "60")
      let memory = ProcessMemory(processID: process.processID)
      #expect(ActorType.name(ofType: try address(of: Self.account, in: process), memory) == "Account")
    }

    @Test("is nil where there is no metadata, whatever is there")
    func garbage() throws {
      let process = try TestProcess.fixture("actor-queue", "--seconds", "60")
      let memory = ProcessMemory(processID: process.processID)
      for address: UInt64 in [0, 1, 8, 4096, 0x7fff_ffff_f000, UInt64(Int64.max), .max - 40, .max - 7, .max] {
        #expect(ActorType.name(ofType: address, memory) == nil)
      }
      // Code and data that is there: it may look like anything, and must not trap.
      var random = Damage(seed: 5)
      let regions = MemoryMap.read(processID: process.processID)
      for _ in 0..<20_000 {
        let region = regions[random.next(regions.count)]
        let address = region.start + UInt64(random.next(Int(region.end - region.start)))
        if let name = ActorType.name(ofType: address, memory) { #expect(!name.isEmpty && name.utf8.count <= 8 * 257) }
      }
    }

    @Test("is nil in a process that is gone")
    func gone() throws {
      let process = try TestProcess.fixture("actor-queue", "--seconds", "60")
      let metadata = try address(of: Self.account, in: process)
      process.end()
      #expect(ActorType.name(ofType: metadata, ProcessMemory(processID: process.processID)) == nil)
    }

    @Test("stands with the actor's address in the labels of what ran on it and waited for it", .needsBPF)
    func labels() throws {
      let process = try TestProcess.fixture("actor-queue", "--seconds", "60")
      let target = CollectorTarget(processID: process.processID, frequency: 500, recordsWaits: true, recordsTasks: true)
      let recorder = Recorder(collector: try #require(BPFCollector.prepare().collector), options: .init(target: target))
      try recorder.start()
      try eventually("there are 100 samples") {
        try recorder.poll(timeout: 20)
        return recorder.sampleCount >= 100
      }
      recorder.stop()
      let profile = recorder.profile(toolVersion: "test", program: "test")
      var executors: [String: Set<String>] = [:]
      for sample in 0..<profile.samples.count {
        let labels = Int(profile.samples.labels[sample])
        guard let name = profile.labelSets.text(Label.Key.executor, in: labels) else { continue }
        executors[profile.labelSets.text(Label.Key.state, in: labels) ?? "", default: []].insert(name)
      }
      // There is one such actor, so all that say its type give one address.
      let names = executors.values.reduce(into: Set()) { $0.formUnion($1) }.filter { $0.hasPrefix("Account ") }
      #expect(names.count == 1 && names.allSatisfy { $0.hasPrefix("Account 0x") })
      for state in ["user", "actor"] { #expect(executors[state]?.isSuperset(of: names) == true, "\(state): \(executors[state] ?? [])") }
    }
  }
}
