import Profiles

/// A profile of any size in the shape of a real one: a few threads and tasks, a call graph of layers with a few hot ways through it, stacks of
/// about thirty frames that share their roots, some of them reached through async callers. The same arguments make the same profile.
enum SyntheticProfile {
  /// Makes a profile.
  ///
  /// - Parameter sampleSeed: Decides how often each stack was sampled, for another run of the same program; nil to go on with `seed`.
  static func make(samples: Int, stacks: Int, seed: UInt64 = 1, sampleSeed: UInt64? = nil) -> Profile {
    var generator = SplitMix(state: seed)
    var profile = Profile(sampleTypes: [.samples, .cpu], defaultSampleType: ValueType.cpu.type)
    profile.startTime = 1_700_000_000_000_000_000
    profile.duration = 60_000_000_000
    profile.periodType = .cpu
    profile.period = 10_101_010
    profile.environment.toolVersion = "bench"
    profile.environment.trust.samples = Int64(samples)
    addFunctions(to: &profile, &generator)
    addStacks(stacks, to: &profile, &generator)
    if let sampleSeed { generator = SplitMix(state: sampleSeed) }
    addSamples(samples, to: &profile, &generator)
    return profile
  }

  private static let layers = 40
  private static let functionsPerLayer = 250
  private static let threads: UInt64 = 8
  private static let tasks: UInt64 = 64

  private static func addFunctions(to profile: inout Profile, _ generator: inout SplitMix) {
    for (index, name) in ["server", "libswift_Concurrency.so", "libc.so.6"].enumerated() {
      let start = 0x5500_0000_0000 + UInt64(index) << 32
      profile.mappings.append(
        Mapping(start: start, limit: start + 1 << 24, fileOffset: 0, path: "/srv/app/\(name)", buildID: "0123456789abcdef\(index)"))
    }
    for layer in 0..<layers {
      for number in 0..<functionsPerLayer {
        let mapping = layer < 3 ? 1 : layer > 36 ? 2 : 0
        let kind: FunctionKind = layer < 3 ? .scheduler : number % 19 == 0 ? .thunk : .ordinary
        let function = Function(
          name: "Module\(layer % 7).Service\(number % 23).handle\(layer)_\(number)(_:context:)",
          systemName: "$s7Module\(layer % 7)9Service\(number % 23)C6handle\(layer)_\(number)_7contextyx_q_tYaKF",
          file: "/srv/app/Sources/Module\(layer % 7)/Service\(number % 23).swift", startLine: number * 7 + 1, kind: kind)
        let index = profile.functions.count
        profile.functions.append(function)
        // Two call sites per function; every eighth has its neighbour inlined.
        for site in 0..<2 {
          var lines = [Line(function: index, line: number * 7 + 2 + site)]
          if number % 8 == 7 { lines.insert(Line(function: index - 1, line: number * 7 + 3), at: 0) }
          profile.locations.append(
            Location(
              mapping: mapping, address: profile.mappings[mapping].start + UInt64(index) * 256 + UInt64(site) * 24 + generator.next() % 16,
              lines: lines, isAsync: layer > 4 && layer < 12))
        }
      }
    }
  }

  /// Every stack goes from a root layer to some leaf layer; at each step the first functions of the layer are much likelier than the others.
  private static func addStacks(_ count: Int, to profile: inout Profile, _ generator: inout SplitMix) {
    var stack: [UInt32] = []
    while profile.stacks.count < count {
      stack.removeAll(keepingCapacity: true)
      let depth = 20 + Int(generator.next() % UInt64(layers - 20 + 1))
      for layer in 0..<depth {
        // The product of two uniform numbers leans to zero; near the root there are only few ways.
        let choice = layer < 12 ? generator.uniform() * generator.uniform() * 4 : generator.uniform() * generator.uniform() * 250
        let number = min(functionsPerLayer - 1, Int(layer < depth * 3 / 4 ? choice / 8 : choice))
        stack.append(UInt32((layer * functionsPerLayer + number) * 2) + UInt32(generator.next() % 2))
      }
      stack.reverse()
      _ = profile.stacks.intern(stack)
    }
  }

  private static func addSamples(_ count: Int, to profile: inout Profile, _ generator: inout SplitMix) {
    profile.samples.reserveCapacity(count)
    for sample in 0..<count {
      // Every stack once, then the low ones more often than the high ones.
      let share = generator.uniform() * generator.uniform()
      let stack = sample < profile.stacks.count ? sample : Int(share * Double(profile.stacks.count))
      let thread = Int64(generator.next() % threads)
      let task = Int64(generator.next() % tasks)
      let labels = profile.labelSets.intern([
        Label(Label.Key.thread, "NIO-ELT-\(thread)"), Label(Label.Key.tid, 4000 + thread),
        Label(Label.Key.task, "connection \(task)"), Label(Label.Key.taskID, 100 + task),
      ])
      profile.samples.append(stack: stack, labels: labels, values: [1, 10_101_010])
    }
  }
}

/// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// In 0..<1.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
