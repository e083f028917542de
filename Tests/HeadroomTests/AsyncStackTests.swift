import Profiles
import Testing

/// Logical stacks of programs that say how their functions call one another.
@Suite("Async stacks") struct AsyncStackTests {
  static let chain = ["leaf", "decode", "fetch", "query", "handle", "request"]

  /// Functions of `chain` in a stack, in its order, with or without the `Nonsending` at their ends; each once.
  private func chainFunctions(_ profile: Profile, _ sample: Int) -> (names: [String], isNonsending: Bool) {
    var names: [String] = []
    var isNonsending = false
    for name in profile.shownNames(ofSample: sample) {
      let base = String(name.prefix { $0 != "(" && $0 != "<" }).replacing("Nonsending", with: "")
      guard Self.chain.contains(base), names.last != base else { continue }
      isNonsending = isNonsending || name.contains("Nonsending")
      names.append(base)
    }
    return (names, isNonsending)
  }

  /// Every sample in the leaf has the whole chain, under the task that called it.
  private func check(_ recording: Recording, hasTasks: Bool = true) {
    let profile = recording.profile
    var inLeaf = 0
    var whole = 0
    var tasks: [String: Int] = [:]
    for sample in 0..<profile.samples.count {
      let (names, isNonsending) = chainFunctions(profile, sample)
      guard names.first == "leaf" else { continue }
      let count = Int(profile.samples.value(0, of: sample))
      inLeaf += count
      guard names == Self.chain else { continue }
      whole += count
      let task = profile.label("task", ofSample: sample) ?? ""
      tasks[task, default: 0] += count
      if hasTasks { #expect(task.hasPrefix(isNonsending ? "nonsending-" : "chain-")) }
    }
    #expect(inLeaf > Int(Expected.leastSamples))
    // The bar of the project: 99 % of the async samples have the complete logical chain.
    #expect(Double(whole) >= 0.99 * Double(inLeaf), "\(whole) of \(inLeaf)")
    if hasTasks { #expect(tasks.keys.sorted() == ["chain-0", "chain-1", "nonsending-0", "nonsending-1"]) }
    let trust = profile.environment.trust
    #expect(trust.asyncSamples > 0 && trust.asyncComplete <= trust.asyncSamples)
  }

  private func record(_ program: String, _ collector: String, user: Recording.User = .same) throws -> Recording {
    try Recording("--collector", collector, "-F", "299", "--", try Fixture.path(program), "--seconds", "2", user: user)
  }

  @Test("lead from the leaf through every async caller to the request, per task", arguments: CollectorSupport.seeingTasks)
  func complete(_ collector: String) throws { check(try record("async-chain", collector)) }

  @Test("are the same when the runtime is inside the program", arguments: CollectorSupport.seeingTasks)
  func staticLibrary(_ collector: String) throws { check(try record("async-chain-static", collector)) }

  @Test("are found in a stripped program whose debug file lies beside it", arguments: CollectorSupport.seeingTasks)
  func debugFile(_ collector: String) throws { check(try record("async-chain-stripped", collector)) }

  @Test("are found by an ordinary user in a process of their own", .needs("ptrace"), .needsRoot, .needsProgram("setpriv"))
  func ordinaryUser() throws { check(try record("async-chain", "ptrace", user: .ordinary)) }

  @Test("are found in a process that already runs", arguments: CollectorSupport.seeingTasks)
  func attached(_ collector: String) throws {
    let target = try Fixture.start("async-chain", "--seconds", "20")
    let recording = try Recording("--collector", collector, "-F", "299", "-d", "2s", "-p", "\(target.processID)")
    check(recording)
    #expect(target.stop().output.contains("truth: "))
  }

  @Test("say what is lost where a stripped static program hides the runtime", arguments: CollectorSupport.available)
  func hiddenRuntime(_ collector: String) throws {
    let recording = try record("async-chain-static-stripped", collector)
    #expect(recording.profile.environment.trust.samples > Expected.leastSamples)
    #expect(recording.profile.environment.notes.contains { $0.contains("async callers") })
    let report = try Tool.run("report", recording.path)
    // The report breaks long lines.
    #expect(report.output.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains("async callers"))
  }

  @Test("read the same in go tool pprof", .needsProgram("go"))
  func pprofTool() throws {
    let recording = try record("async-chain", try #require(CollectorSupport.seeingTasks.first))
    let outcome = try Tool.runProgram("go", "tool", "pprof", "-top", "-sample_index=cpu", recording.path)
    #expect(outcome.status == 0)
    for name in Self.chain { #expect(outcome.output.contains(name)) }
    let tags = try Tool.runProgram("go", "tool", "pprof", "-tags", recording.path)
    #expect(tags.output.contains("nonsending-1"))
  }
}
