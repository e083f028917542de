import Profiles

/// Who is behind a wait: the stacks that held what was waited for, that kept the cores, that blocked the threads of the pool.
struct Culprits: Sendable {
  /// Shares by node, largest first; they add up to 1.
  typealias Shares = [(node: Int32, share: Double)]

  private var holders: [Int32: Shares] = [:]
  /// Where one of them is named: what ran while it was held, before who gave it back.
  private var workers: [Int32: Shares] = [:]
  private let running: Shares
  private let blocking: Shares

  /// - Parameters:
  ///   - runs: Those of the level the account is of.
  init(_ runs: [RunSums], _ forest: CallForest, _ code: ProgramCode) {
    var blame: [Int32: [Int32: Double]] = [:]
    var work: [Int32: [Int32: Double]] = [:]
    var running: [Int32: Double] = [:]
    var blocking: [Int32: Double] = [:]
    for run in runs {
      for part in run.blame { blame[part.resource, default: [:]][part.node, default: 0] += part.time }
      for (resource, sum) in run.resources { work[resource, default: [:]].merge(sum.work, uniquingKeysWith: +) }
      for cell in run.cells {
        switch cell.key.state {
        case .user, .kernel, .spinning: running[cell.key.node, default: 0] += cell.time
        case .lock, .condition, .io, .sleep, .fault, .unknown:
          if cell.owner < 0 { blocking[cell.key.node, default: 0] += cell.time }
        default: break
        }
      }
    }
    self.running = Self.shares(running)
    self.blocking = Self.byFunction(Self.shares(blocking), forest, code)
    for (resource, nodes) in blame { holders[resource] = Self.shares(nodes) }
    for (resource, nodes) in work {
      workers[resource] = Self.shares(nodes)
      // An actor is given back by whatever ran on it.
      if holders[resource] == nil { holders[resource] = workers[resource] }
    }
    // By whom a reader would name, so that one function in many stacks is found.
    for (resource, shares) in workers { workers[resource] = Self.byFunction(shares, forest, code) }
  }

  private static func shares(_ nodes: [Int32: Double]) -> Shares {
    let sum = nodes.values.reduce(0, +)
    guard sum > 0 else { return [] }
    return nodes.map { ($0.key, $0.value / sum) }.sorted { ($1.share, $0.node) < ($0.share, $1.node) }
  }

  /// The heaviest stack of the heaviest function first.
  private static func byFunction(_ shares: Shares, _ forest: CallForest, _ code: ProgramCode) -> Shares {
    func function(_ node: Int32) -> Int32 { forest.nodeFrames[Int(code.named[Int(node)])] }
    var functions: [Int32: Double] = [:]
    for (node, share) in shares { functions[function(node), default: 0] += share }
    return shares.sorted {
      let (left, right) = (functions[function($0.node)]!, functions[function($1.node)]!)
      return left != right ? left > right : ($1.share, $0.node) < ($0.share, $1.node)
    }
  }

  /// The stack that is most to blame for a row.
  func stack(_ lossClass: LossClass, _ resource: Int32) -> Int32? {
    switch lossClass {
    case .contention: workers[resource]?.first?.node ?? holders[resource]?.first?.node
    case .poolBlocked: blocking.first?.node
    default: nil
    }
  }

  /// What holds a resource most: the heaviest stack of the heaviest function.
  func holder(of resource: Int32) -> Int32? { workers[resource]?.first?.node ?? holders[resource]?.first?.node }

  /// The times of victims charged to culprits: each wait for a lock or an actor to those who held it, for cores to those who ran, for a thread of
  /// the pool to those who blocked one. Totals by class stay.
  func times(_ victims: NodeTimes, _ builder: AccountBuilder) -> NodeTimes {
    var times = victims
    // What is taken from the victims, by class and resource; it is given to culprits all at once.
    var taken: [AccountBuilder.GroupKey: Double] = [:]
    for (index, key) in builder.table.keys.enumerated() {
      let delta = builder.level.value(index) - builder.base.value(index)
      guard delta != 0 else { continue }
      for part in builder.split.parts(of: key.state) where !shares(part.lossClass, key).isEmpty {
        times.add(-part.share * delta, part.lossClass, key.node)
        let resource = part.lossClass == .contention ? key.resource : -1
        taken[AccountBuilder.GroupKey(node: 0, lossClass: part.lossClass, resource: resource), default: 0] += part.share * delta
      }
    }
    for (key, time) in taken {
      let state: AccountState = key.lossClass == .contention ? .lock : .pool
      for (node, share) in shares(key.lossClass, CellKey(node: 0, state: state, resource: key.resource)) {
        times.add(time * share, key.lossClass, node)
      }
    }
    return times
  }

  private func shares(_ lossClass: LossClass, _ key: CellKey) -> Shares {
    switch lossClass {
    case .contention where key.state == .lock || key.state == .actor: holders[key.resource] ?? []
    case .cores: running
    case .poolBlocked: blocking
    default: []
    }
  }
}
