import Profiles

/// Runs of both sides as numbers over the functions of one forest of stacks.
struct RunTable: Sendable {
  /// Folders that are taken from the front of file names, so that both sides name a file alike.
  let roots: SourceRoots
  /// Old names of files by new ones.
  private let newNames: [String: String]
  private(set) var forest = CallForest()
  private(set) var runs: [ReducedRun] = []
  /// The file name of the image a function lies in, by frame; empty when unknown.
  private(set) var modules: [String] = []
  /// Mangled names by frame: specialisations of a function are one frame.
  private(set) var symbols: [[String]] = []
  /// Cost by node of the forest.
  private(set) var baseNodes: [Double] = []
  private(set) var headNodes: [Double] = []
  /// Functions whose symbols were taken in.
  private var known: Set<Function> = []
  /// By node, whether none of its callers is the same function.
  private var isOutermost: [Bool] = []

  /// - Parameter fileRenames: Old names of files by new ones, below their roots.
  init(roots: [String] = [], fileRenames: [String: String] = [:]) {
    self.roots = SourceRoots(roots)
    newNames = fileRenames
  }

  /// Takes in a run and returns its index.
  /// - Complexity: linear in samples and in the frames of distinct stacks.
  mutating func add(_ run: Run, side: Side) -> Int {
    var reduced = ReducedRun(run, side: side)
    var profile = run.profile
    roots.strip(&profile)
    if side == .base, !newNames.isEmpty {
      for index in profile.functions.indices { if let new = newNames[profile.functions[index].file] { profile.functions[index].file = new } }
    }
    let placement = forest.add(profile)
    learnFunctions(of: profile)
    let (cost, samples) = Self.nodeSums(profile, placement, nodeCount: forest.nodeCount)
    sum(cost, samples, into: &reduced)
    Self.addStates(of: profile, to: &reduced)
    if side == .base { Self.accumulate(cost, into: &baseNodes) } else { Self.accumulate(cost, into: &headNodes) }
    runs.append(reduced)
    return runs.count - 1
  }

  /// Cost and samples by node.
  private static func nodeSums(_ profile: Profile, _ placement: CallForest.Placement, nodeCount: Int) -> (cost: [Double], samples: [Double]) {
    var cost = [Double](repeating: 0, count: nodeCount)
    var samples = cost
    let table = profile.samples
    let width = table.valuesPerSample
    guard width > 0 else { return (cost, samples) }
    let type = min(profile.sampleTypeIndex(ValueType.cpu.type) ?? profile.defaultSampleTypeIndex, width - 1)
    let counts = profile.sampleTypeIndex(ValueType.samples.type)
    table.values.withUnsafeBufferPointer { values in
      table.stacks.withUnsafeBufferPointer { stacks in
        for sample in 0..<stacks.count {
          let value = values[sample * width + type]
          guard value > 0 else { continue }
          let node = Int(placement.nodes[Int(stacks[sample])])
          cost[node] += Double(value)
          samples[node] += Double(max(1, counts.map { values[sample * width + $0] } ?? 1))
        }
      }
    }
    return (cost, samples)
  }

  /// Adds nodes up to functions.
  private mutating func sum(_ cost: [Double], _ samples: [Double], into run: inout ReducedRun) {
    markOutermost()
    run.ownCost = [Double](repeating: 0, count: forest.frames.count)
    run.ownSamples = run.ownCost
    run.totalCost = run.ownCost
    var subtree = cost
    let (parents, frames) = (forest.parents, forest.nodeFrames)
    for node in stride(from: cost.count - 1, to: 0, by: -1) {
      let below = subtree[node]
      guard below > 0 else { continue }
      subtree[Int(parents[node])] += below
      let frame = Int(frames[node])
      run.ownCost[frame] += cost[node]
      run.ownSamples[frame] += samples[node]
      if isOutermost[node] { run.totalCost[frame] += below }
    }
    // Stacks without frames lie at the root: they belong to no function, but to the total.
    run.cost = subtree.first ?? 0
    run.samples = samples.reduce(0, +)
  }

  private mutating func markOutermost() {
    let (parents, frames) = (forest.parents, forest.nodeFrames)
    for node in isOutermost.count..<max(isOutermost.count, parents.count) {
      var caller = Int(node == 0 ? -1 : parents[node])
      while caller > 0, frames[caller] != frames[node] { caller = Int(parents[caller]) }
      isOutermost.append(caller <= 0)
    }
  }

  private mutating func learnFunctions(of profile: Profile) {
    let missing = forest.frames.count - modules.count
    modules += [String](repeating: "", count: missing)
    symbols += [[String]](repeating: [], count: missing)
    let frames = profile.functions.map { function -> Int? in
      guard let frame = forest.frame(of: function) else { return nil }
      if known.insert(function).inserted, !function.systemName.isEmpty, symbols[frame].count < 8, !symbols[frame].contains(function.systemName) {
        symbols[frame].append(function.systemName)
      }
      return modules[frame].isEmpty ? frame : nil
    }
    let images = profile.mappings.map { String($0.path.split(separator: "/").last ?? "") }
    for location in profile.locations {
      guard let mapping = location.mapping, mapping < images.count else { continue }
      for line in location.lines { if let frame = frames[line.function], modules[frame].isEmpty { modules[frame] = images[mapping] } }
    }
  }

  /// Waits of threads and of tasks; what rests is not waiting for anything.
  private static func addStates(of profile: Profile, to run: inout ReducedRun) {
    for type in [ValueType.wait, .queue] {
      guard let index = profile.sampleTypeIndex(type.type), index < profile.samples.valuesPerSample else { continue }
      var sums = [Double](repeating: 0, count: profile.labelSets.count)
      for sample in 0..<profile.samples.count { sums[Int(profile.samples.labels[sample])] += Double(profile.samples.value(index, of: sample)) }
      for (set, sum) in sums.enumerated() where sum > 0 {
        guard let state = profile.labelSets.text(Label.Key.state, in: set), ThreadState(rawValue: state)?.isResting != true else { continue }
        run.states[state, default: 0] += sum
      }
    }
  }

  private static func accumulate(_ cost: [Double], into sums: inout [Double]) {
    sums += [Double](repeating: 0, count: max(0, cost.count - sums.count))
    for (node, value) in cost.enumerated() where value > 0 { sums[node] += value }
  }
}
