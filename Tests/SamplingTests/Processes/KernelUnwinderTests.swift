import Profiles
import Testing

@testable import Sampling

/// Whether both are allowed here.
private let hasBoth = CollectorChoice.availability(processID: nil).filter { $0.isAvailable && $0.collector != .perf }.count == 2

extension RealProcesses {
  @Suite("The unwinder in the kernel", .enabled(if: hasBoth, "it needs the bpf collector and the ptrace collector beside it"))
  struct KernelUnwinderTests {
    /// Complete stacks of user code as names, with how often each was met.
    private struct Stacks {
      var counts: [[String]: Int64] = [:]
      /// Those that end in the program itself. What ends in a library may be in a system call: the interrupt of `ptrace` takes effect where that
      /// returns, and so finds there what was under way, up to ten times as often as the clock of `bpf` (measured: 2.9 and 0.3 % in clock_gettime).
      var ofProgram: Set<[String]> = []
      var total: Int64 = 0
      var trust = Trust()
    }

    private func record(_ target: TestProcess, _ program: String, _ collector: CollectorName) throws -> Stacks {
      let choice = try CollectorChoice.choose(collector, processID: target.processID).collector
      let recorder = Recorder(collector: choice, options: .init(target: CollectorTarget(processID: target.processID, frequency: 997)))
      try recorder.start()
      try eventually("there are enough samples") {
        try recorder.poll(timeout: 20)
        return recorder.sampleCount >= Self.samples
      }
      recorder.stop()
      let profile = recorder.profile(toolVersion: "test", program: "test")
      var stacks = Stacks(trust: profile.environment.trust)
      for sample in 0..<profile.samples.count {
        let lines = profile.stacks[Int(profile.samples.stacks[sample])].flatMap { profile.locations[Int($0)].lines }
        let names = lines.map { profile.functions[$0.function] }.filter { $0.kind != .kernel }.map(\.name)
        let count = profile.samples.value(0, of: sample)
        stacks.total += count
        guard names.last != "[truncated]" else { continue }
        stacks.counts[names, default: 0] += count
        if ends(sample, in: program, profile) { stacks.ofProgram.insert(names) }
      }
      return stacks
    }

    private func ends(_ sample: Int, in program: String, _ profile: Profile) -> Bool {
      let locations = profile.stacks[Int(profile.samples.stacks[sample])].map { profile.locations[Int($0)] }
      let leaf = locations.first { location in location.lines.contains { profile.functions[$0.function].kind != .kernel } }
      return leaf?.mapping.map { profile.mappings[$0].path.hasSuffix("/\(program)") } ?? false
    }

    private static let samples: Int64 = 1_200
    /// A stack with this share of the samples is missed by 1 200 others with a probability of 0.98^1200, 3 in 10^11.
    private static let share = 0.02

    @Test("finds the stacks that the unwinder in user space finds, and no others", arguments: ["cpu-split", "frameless", "async-chain"])
    func agrees(fixture: String) throws {
      let target = try TestProcess.fixture(fixture, "--seconds", "60")
      let inKernel = try record(target, fixture, .bpf)
      let inUserSpace = try record(target, fixture, .ptrace)
      for (one, other) in [(inKernel, inUserSpace), (inUserSpace, inKernel)] {
        let frequent = one.ofProgram.filter { Double(one.counts[$0] ?? 0) >= Self.share * Double(one.total) }
        #expect(!frequent.isEmpty)
        for stack in frequent { #expect(other.counts[stack] != nil, "only one of them found \(stack)") }
      }
      // The bar of the project: 99.5 % of the samples reach the root.
      #expect(Double(inKernel.trust.complete) >= 0.995 * Double(inKernel.trust.samples), "\(inKernel.trust)")
    }
  }
}
