import Profiles

/// One run, added up by state, stack and resource: what the account is made of. Times are nanoseconds over the whole window.
struct RunSums: Sendable {
  /// Time under one stack in one state.
  struct Cell: Sendable {
    var key: CellKey
    /// Whose time it is: `taskOwner`, `unnamedOwner` for tasks without a name, or an index into `threads`.
    var owner: Int32
    var time: Double
    /// Samples or waits behind it.
    var evidence: Double
  }

  /// What one thread did.
  struct ThreadSum: Sendable {
    var name: String
    /// On a processor, and all else that is not `idle`.
    var running = 0.0
    var waiting = 0.0
    var idle = 0.0
    var waits = 0.0
    /// Ready or in a lock: with `running` the time it was at work on something.
    var occupied = 0.0
    /// True when it ran tasks.
    var isPool = false
    /// False for a thread of a process that the target started.
    var isInTarget = true
    /// The stack it ran most.
    var node: Int32 = 0
  }

  static let taskOwner: Int32 = -1
  static let unnamedOwner: Int32 = -2

  var point: Run.Point
  var repetition: Int
  var order: Int
  var isClosing: Bool
  var requests: Double
  var seconds: Double
  var load: LoadResult
  var meters: Meters
  var trust: Trust
  var isCoarse: Bool
  var cells: [Cell] = []
  var threads: [ThreadSum] = []
  var resources: [Int32: ResourceSum] = [:]
  /// CPU time of the process as the profile counts it.
  var running = 0.0
  /// Waits of a lock, charged to the stacks of those who held it.
  var blame: [Blame] = []

  struct Blame: Sendable {
    var resource: Int32
    var node: Int32
    var time: Double
  }
}

/// What a cell of the account is: a state under a stack, for a resource.
struct CellKey: Hashable, Sendable {
  var node: Int32
  var state: AccountState
  /// Index into the analysis's resources; -1 for none.
  var resource: Int32
}

/// A lock or an actor in one run.
struct ResourceSum: Sendable {
  /// Time threads or tasks waited for it, and how often.
  var wait = 0.0
  var waits = 0.0
  /// Of an actor: time threads ran on it or waited while they did.
  var busy = 0.0
  /// Of a lock: intervals between hand-overs while others waited, and how many.
  var held = 0.0
  var handOvers = 0.0
  /// What ran while it was held, by node; where nobody saw that, who gave it back.
  var work: [Int32: Double] = [:]
}

extension RunSums {
  /// c = N·T/C, nanoseconds.
  var cycle: Double { Double(point.level) * seconds * 1e9 / requests }

  /// CPU time of the process and its children: the kernel's account, where it was metered.
  var processor: Double { max(meters.targetCPU, running) }

  /// Adds a profile up.
  /// - Complexity: linear in samples, plus what placing the stacks takes.
  init(_ run: Run, _ forest: inout CallForest, _ spins: inout SpinRules, _ resources: inout ResourceTable) {
    point = run.point
    repetition = run.repetition
    order = run.order
    isClosing = run.isClosing
    requests = run.requests
    seconds = run.seconds
    load = run.load
    meters = run.meters
    trust = run.profile.environment.trust
    isCoarse = run.profile.environment.collector != "" && run.profile.environment.collector != "bpf"
    let placement = forest.add(run.profile)
    spins.update(forest)
    var adder = ProfileAdder(run.profile, placement, forest, spins, &resources)
    adder.addAll(to: &self)
  }
}
