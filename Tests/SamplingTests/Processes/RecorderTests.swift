import Profiles
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("The recorder")
  struct RecorderTests {
    private static let collectors: [CollectorName] = CollectorChoice.availability(processID: nil).filter(\.isAvailable).map(\.collector)
    private static let chain = ["leaf", "decode", "fetch", "query", "handle", "request"]

    private func record(_ target: TestProcess, _ name: CollectorName, samples: Int64 = 200, includesChildren: Bool = false) throws -> Profile {
      let collector = try CollectorChoice.choose(name, processID: target.processID).collector
      let options = Recorder.Options(
        target: CollectorTarget(processID: target.processID, includesChildren: includesChildren, frequency: 500))
      let recorder = Recorder(collector: collector, options: options)
      try recorder.start()
      try eventually("there are \(samples) samples") {
        try recorder.poll(timeout: 20)
        return recorder.sampleCount >= samples
      }
      recorder.stop()
      return recorder.profile(toolVersion: "test", program: "test")
    }

    private func names(_ profile: Profile, _ sample: Int) -> [String] {
      profile.stacks[Int(profile.samples.stacks[sample])].flatMap { location in
        profile.locations[Int(location)].lines.map { profile.functions[$0.function].name }
      }
    }

    @Test("puts the async callers of every task in order", arguments: collectors, ["async-chain", "async-chain-static"])
    func asyncCallers(collector: CollectorName, fixture: String) throws {
      let profile = try record(try TestProcess.fixture(fixture, "--seconds", "60"), collector, samples: 600)
      let trust = profile.environment.trust
      #expect(trust.asyncSamples > trust.samples / 2)
      // What perf cannot prove it leaves out; how much that is depends on what else runs here.
      #expect(trust.asyncComplete > (collector == .perf ? trust.asyncSamples / 10 : trust.asyncSamples * 9 / 10))
      #expect(trust.asyncComplete <= trust.asyncSamples)
      #expect(trust.complete + trust.truncated == trust.samples)
      var tasks: Set<String> = []
      var deepest = 0
      for sample in 0..<profile.samples.count {
        guard let task = profile.labelSets.text(Label.Key.task, in: Int(profile.samples.labels[sample])) else { continue }
        tasks.insert(task)
        #expect(profile.labelSets.number(Label.Key.taskID, in: Int(profile.samples.labels[sample])) ?? 0 > 0)
        let isAsync = profile.stacks[Int(profile.samples.stacks[sample])].contains { profile.locations[Int($0)].isAsync }
        guard task.hasPrefix("chain-"), isAsync else { continue }
        let found = names(profile, sample).compactMap { name in Self.chain.first { name.hasPrefix($0 + "(") } }
        // Wherever the sample fell, from there outwards every caller is there once, in order.
        #expect(found == Array(Self.chain.suffix(found.count)), "\(names(profile, sample))")
        deepest = max(deepest, found.count)
      }
      #expect(deepest == Self.chain.count)
      #expect(tasks == ["chain-0", "chain-1", "nonsending-0", "nonsending-1"])
    }

    @Test("reaches the root of nearly every stack in code without frame pointers", arguments: collectors)
    func frameless(collector: CollectorName) throws {
      let profile = try record(try TestProcess.fixture("frameless", "--seconds", "60"), collector)
      #expect(profile.environment.trust.complete > profile.environment.trust.samples * 95 / 100)
      #expect(profile.functions.contains { $0.name.hasPrefix("framelessLeaf") })
    }

    @Test("marks a stack whose root is out of reach as cut, last in it", arguments: collectors)
    func deepRecursion(collector: CollectorName) throws {
      let profile = try record(try TestProcess.fixture("deep-recursion", "--seconds", "60"), collector)
      for sample in 0..<profile.samples.count {
        let names = names(profile, sample)
        #expect(names.firstIndex(of: "[truncated]") ?? names.count - 1 == names.count - 1)
      }
      #expect(profile.environment.trust.complete + profile.environment.trust.truncated == profile.environment.trust.samples)
    }

    @Test("tells processes apart by a label when it follows children", arguments: collectors)
    func children(collector: CollectorName) throws {
      let profile = try record(try TestProcess.fixture("spawner", "--seconds", "60"), collector, includesChildren: true)
      let processes = Set((0..<profile.samples.count).map { profile.labelSets.number(Label.Key.pid, in: Int(profile.samples.labels[$0])) })
      #expect(processes.count >= 3 && !processes.contains(nil))
      for function in ["parentWork", "childWork", "afterExec"] { #expect(profile.functions.contains { $0.name.hasPrefix(function) }) }
    }

    @Test("says why a recording of an idle process is empty", arguments: collectors)
    func idle(collector: CollectorName) throws {
      let target = try TestProcess(["sleep", "60"])
      try eventually("it sleeps") { target.state() == "S" }
      let profile = try record(target, collector, samples: 0)
      if profile.environment.trust.samples == 0 {
        #expect(profile.environment.notes.contains { $0.hasPrefix("no samples: ") && $0.contains("idle") })
      }
    }
  }
}
