/// The samples of a profile as rows that refer to one tree of all their stacks: what a reader who selects threads, tasks, states or a piece of
/// time needs, to add up again what is left.
///
/// - Complexity: linear in samples and the frames of distinct stacks, but for sorting the rows.
public struct SampleTree: Sendable {
  /// Whose sample it is, in which state, for or with what: indices into `threads`, `tasks`, `states`, and into `locks`, `actors` and `victims`,
  /// which are -1 where the sample has none.
  public struct Key: Sendable, Hashable {
    public var thread: Int32
    public var task: Int32
    public var state: Int32
    public var lock: Int32
    public var actor: Int32
    public var victim: Int32
  }

  /// Samples of one sample type, in the order of their nodes.
  public struct Rows: Sendable {
    public var nodes: [Int32] = []
    /// The line of source code a sample ended in: an index into `lines.frames`; -1 where it is not among them.
    public var lines: [Int32] = []
    /// Index into `keys`.
    public var keys: [Int32] = []
    public var values: [Int64] = []
    /// Since the start of the recording, in parts of `timeSteps`; `timeSteps` itself for a sample without a time. Empty when the recording kept no
    /// times.
    public var times: [Int32] = []
    /// How many waits each is the sum of; empty when none were counted.
    public var waits: [Int64] = []
  }

  /// The length of a recording is told in so many steps.
  public static let timeSteps = 1 << 16

  /// Scheduler and thunks are among them.
  public let frames: [ViewFrame]
  /// Stands for stacks of which every frame is hidden; an index into `frames`.
  public let hiddenFrame: Int32
  /// Index into `frames` by node, in preorder; -1 for the root, node 0.
  public let frame: [Int32]
  /// 0 for the root.
  public let depth: [Int32]
  public let isAsync: [Bool]
  public let threads: [ViewFrame]
  public let tasks: [ViewFrame]
  /// Names of states; empty where a sample has none.
  public let states: [String]
  /// Texts of the `lock`, `executor` and `victim` labels.
  public let locks: [String]
  public let actors: [String]
  public let victims: [String]
  public let keys: [Key]
  /// By key, whether `states` of the options leaves its samples of the first type; nil when the options name none.
  public let isShown: [Bool]?
  /// By node, how many calls up from it the function is by which a reader would name the stacks that end there, see `ActingFunctions`; empty for a
  /// profile without waits.
  public let acting: [Int32]
  /// By frame, whether a person would name the function: it is of no library.
  public let isNamed: [Bool]
  /// Names and units of the sample types that were asked for.
  public let types: [ValueType]
  /// By sample type.
  public let rows: [Rows]
  /// Of all sample types that were asked for.
  public let lines: SampleLines

  /// - Parameters:
  ///   - options: `focus`, `ignore` and `rawNames` count; what is grouped and hidden is for the reader to choose.
  ///   - types: Sample types to have rows of, by name.
  public init(_ profile: Profile, _ options: ViewOptions, types: [String]) throws(ViewError) {
    var complete = options
    complete.groupBy = .function
    (complete.showsScheduler, complete.showsThunks, complete.sampleType) = (true, true, nil)
    complete.states = [ViewOptions.everyState]
    let view = try ProfileView(profile, complete)
    let shown = try StackFilter.shownStacks(profile, options)
    frames = view.frames
    hiddenFrame = Int32(view.hiddenFrame)

    let actors = profile.hasWaits ? ActingFrames(profile, options, frames) : nil
    isNamed = actors?.isNamed ?? []
    var builder = CallTreeBuilder()
    var nodes = [UInt32](repeating: 0, count: profile.stacks.count)
    var callsUp: [(node: UInt32, steps: Int32)] = []
    view.forEachStack { stack, path, flags in
      guard shown?[stack] ?? true else { return }
      var node: UInt32 = 0
      for position in (0..<path.count).reversed() { node = builder.child(of: node, frame: path[position], flags: flags[position]) }
      nodes[stack] = node
      guard let actors, let frame = actors.frame(of: stack), let steps = path.firstIndex(of: frame) else { return }
      callsUp.append((node, Int32(steps)))
    }
    let (layout, moved) = builder.layoutWithMoves()
    var acting = [Int32](repeating: 0, count: actors == nil ? 0 : layout.frame.count)
    for (node, steps) in callsUp { acting[Int(moved[Int(node)])] = steps }
    self.acting = acting
    frame = layout.frame
    depth = layout.depth
    isAsync = layout.flags.map { $0 & FrameFlags.async != 0 }

    let labels = SampleKeys(profile)
    (threads, tasks, states, keys) = (labels.threads.values, labels.tasks.values, labels.states.values, labels.keys.values)
    (locks, self.actors, victims) = (labels.locks.texts, labels.actors.texts, labels.victims.texts)
    isShown = try Self.shownKeys(labels, profile, options, types.first ?? "")
    let lines = try SampleLines(profile, options, types: types)
    var found: [ValueType] = []
    var all: [Rows] = []
    for name in types {
      guard let type = profile.sampleTypeIndex(name) else {
        found.append(ValueType(type: name, unit: ""))
        all.append(Rows())
        continue
      }
      let waits = [.wait, .queue].contains(profile.sampleTypes[type]) ? profile.sampleTypeIndex(ValueType.waits.type) : nil
      found.append(profile.sampleTypes[type])
      var collector = SampleRows(duration: profile.duration)
      for sample in 0..<profile.samples.count {
        let (stack, set) = (Int(profile.samples.stacks[sample]), Int(profile.samples.labels[sample]))
        let value = profile.samples.value(type, of: sample)
        guard value != 0, shown?[stack] ?? true else { continue }
        collector.add(
          node: Int32(moved[Int(nodes[stack])]), line: lines.leaf[stack], key: labels.keyBySet[set], value: value, time: labels.timeBySet[set],
          waits: waits.map { profile.samples.value($0, of: sample) } ?? 0)
      }
      all.append(collector.rows())
    }
    self.types = found
    self.lines = lines
    rows = all
  }

  private static func shownKeys(
    _ labels: SampleKeys, _ profile: Profile, _ options: ViewOptions, _ name: String
  ) throws(ViewError) -> [Bool]? {
    guard options.states != nil, let type = profile.sampleTypeIndex(name) else { return nil }
    guard let sets = try StateFilter.shownSets(profile, options, profile.sampleTypes[type]) else { return nil }
    var isShown = [Bool](repeating: false, count: labels.keys.values.count)
    // All sets of a key are of one state.
    for (set, key) in labels.keyBySet.enumerated() { isShown[Int(key)] = sets[set] }
    return isShown
  }
}
