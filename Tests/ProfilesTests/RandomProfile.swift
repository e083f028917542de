@testable import Profiles

/// Small profiles with every feature at its odd values, made from a seed.
enum RandomProfile {
  static func make(seed: UInt64) -> Profile {
    var generator = SplitMix(state: seed)
    var profile = Profile(sampleTypes: types(&generator))
    profile.defaultSampleType = Bool.random(using: &generator) ? profile.sampleTypes[0].type : ""
    profile.startTime = number(&generator)
    profile.duration = number(&generator)
    profile.period = number(&generator)
    profile.periodType = Bool.random(using: &generator) ? .cpu : nil
    profile.environment = environment(&generator)
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      profile.mappings.append(
        Mapping(
          start: generator.next(), limit: generator.next(), fileOffset: generator.next(), path: text(&generator), buildID: text(&generator)))
    }
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      profile.functions.append(
        Function(
          name: text(&generator), systemName: text(&generator), file: text(&generator), startLine: Int(number(&generator)),
          kind: FunctionKind.allCases.randomElement(using: &generator)!))
    }
    for _ in 0..<Int.random(in: 1...12, using: &generator) { profile.locations.append(location(profile, &generator)) }
    for _ in 0..<Int.random(in: 0...30, using: &generator) {
      let count = UInt32(profile.locations.count)
      let stack = (0..<Int.random(in: 0...6, using: &generator)).map { _ in UInt32.random(in: 0..<count, using: &generator) }
      let labels = (0..<Int.random(in: 0...3, using: &generator)).map { _ in label(&generator) }
      profile.samples.append(
        stack: profile.stacks.intern(stack), labels: profile.labelSets.intern(labels),
        values: profile.sampleTypes.map { _ in number(&generator) })
    }
    return profile
  }

  private static func types(_ generator: inout SplitMix) -> [ValueType] {
    let all = [ValueType.samples, .cpu, .wait, .queue, .blame, .waits, ValueType(type: "", unit: "")]
    return Array(all.shuffled(using: &generator).prefix(Int.random(in: 1...7, using: &generator)))
  }

  private static func location(_ profile: Profile, _ generator: inout SplitMix) -> Location {
    let lines = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
      Line(function: Int.random(in: 0..<profile.functions.count, using: &generator), line: Int(number(&generator)), column: Int(number(&generator)))
    }
    return Location(
      mapping: Bool.random(using: &generator) ? profile.mappings.indices.randomElement(using: &generator) : nil, address: generator.next(),
      lines: lines, isAsync: Bool.random(using: &generator), isFolded: Bool.random(using: &generator))
  }

  private static func label(_ generator: inout SplitMix) -> Label {
    let key = ["thread", "task", "state", "tid", "task_id", "", "request", "executor", "lock", "victim"].randomElement(using: &generator)!
    if key == "state" {
      let states = ThreadState.allCases.map(\.rawValue) + TaskState.allCases.map(\.rawValue)
      if let state = Bool.random(using: &generator) ? states.randomElement(using: &generator) : nil { return Label(key, state) }
    }
    if Bool.random(using: &generator) { return Label(key, text(&generator)) }
    return Label(key, number(&generator), unit: ["", "nanoseconds"].randomElement(using: &generator)!)
  }

  private static func environment(_ generator: inout SplitMix) -> Environment {
    var environment = Environment()
    if Bool.random(using: &generator) {
      environment.toolVersion = text(&generator)
      environment.kernel = text(&generator)
      environment.target = text(&generator)
      environment.frequency = Int(number(&generator))
      environment.processors = Int(number(&generator))
      environment.processID = Int(number(&generator))
      environment.requests = Bool.random(using: &generator) ? number(&generator) : nil
      environment.trust.lost = number(&generator)
      environment.trust.wall = number(&generator)
      environment.trust.accounted = number(&generator)
      environment.trust.closureError = number(&generator)
      environment.notes = [text(&generator), "kernel: not this line"]
      environment.locks = [LockService(name: "Mutex 0x\(text(&generator))", handOvers: 1 + Int64(generator.next() % 1000), held: 12_345)]
    }
    if Bool.random(using: &generator) {
      environment.comments = ["kernel: another tool's", "lost: 3", "note: x", "free text", "headroom: no", "comment: deep"].shuffled(
        using: &generator)
    }
    return environment
  }

  private static func number(_ generator: inout SplitMix) -> Int64 {
    [0, 1, -1, 127, 128, .max, .min, Int64(bitPattern: generator.next())].randomElement(using: &generator)!
  }

  private static func text(_ generator: inout SplitMix) -> String {
    ["", "main", "a b;c", "/usr/lib/libc.so.6", "déjà vu 🦀", "line\nbreak \"quoted\" \\", "x: y", "Module.f(_:) async throws -> ()"]
      .randomElement(using: &generator)!
  }
}
