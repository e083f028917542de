import Scaling
import Statistics

extension ScaleFixture {
  /// As many rows and nodes as an account may have.
  static var large: ScaleResult {
    var result = result
    let row = account.stacks[0]
    result.account?.stacks = (0..<300).map { number in
      var copy = row
      copy.victim = (0..<40).map { FrameName("function\(number % 60)Of\($0)(_:with:)", file: "Sources/Shop/File\($0).swift", line: number) }
      copy.culprit = Array(copy.victim.prefix(20))
      copy.delta = near(row.delta.value / Double(number + 1), 0.1)
      return copy
    }
    let tree = (0..<5000).map(node)
    result.account?.victims = tree
    result.account?.culprits = tree
    return result
  }

  private static func node(_ number: Int) -> Account.TreeNode {
    let frame = FrameName("function\(number % 700)(_:with:)", file: "Sources/Shop/File\(number % 50).swift", line: number % 700)
    let deltas: [LossClass: Double] = [.contention: 1234.567 / Double(number + 1), .cpuInflation: -0.001 * Double(number)]
    return Account.TreeNode(frame: frame, parent: number == 0 ? -1 : (number - 1) / 3, base: 12.345 * Double(number % 17), deltas: deltas)
  }

  /// The hostile names wherever a result has text.
  static var hostile: ScaleResult {
    var result = result
    let names = HostileNames.all
    let frames = names.map { FrameName($0, file: "/src/\($0)", line: 1) }
    let row = account.stacks[0]
    result.account?.stacks = frames.enumerated().map { number, frame in
      var copy = row
      (copy.victim, copy.culprit, copy.acting, copy.actingCulprit) = ([frame], [frame], 0, 0)
      copy.resource = names[number]
      copy.delta = Interval(exactly: Double(1000 - number))
      return copy
    }
    let root = Account.TreeNode(frame: FrameName("all requests"), parent: -1, base: 0, deltas: [:])
    let nodes = frames.map { Account.TreeNode(frame: $0, parent: 0, base: 10, deltas: [.contention: 100]) }
    result.account?.victims = [root] + nodes
    result.account?.culprits = [root] + nodes
    result.ceilings = frames.map { Ceiling(kind: .lock, name: $0.function, holder: $0, maximum: near(5_000, 0.1), basis: $0.function) }
    result.trust = names.map { TrustItem($0, .refused, $0) }
    result.sentence = names[0]
    result.environment.target = names[1]
    result.environment.load = names[2]
    for index in result.curve!.models.indices { result.curve!.models[index].name = names[index] }
    result.curve?.selected = names[0]
    result.curve?.refused = names.map { CurveReport.Refusal(rule: $0, reason: $0) }
    for index in result.growth!.rows.indices { result.growth!.rows[index].frame = frames[index] }
    result.growth?.rows[0].model = names[0]
    result.ageing?.rows[0].frame = frames[0]
    return result
  }

  /// Numbers that no measurement should give.
  static var broken: ScaleResult {
    var result = result
    let nothing = Interval(.nan, low: -.infinity, high: .infinity)
    result.levels[3].throughput = nothing
    result.levels[3].cycleTime = nothing
    result.levels[4].states = [:]
    result.ceilings[0].maximum = nothing
    result.ceilings[1].maximum = Interval(exactly: 0)
    result.account?.rows[4].delta = nothing
    result.account?.stacks[0].delta = nothing
    result.account?.stacks[0].ceiling = 99
    result.account?.stacks[1].victim = []
    result.account?.victims[2].parent = 4_000
    result.account?.victims[3].parent = -7
    result.account?.victims[4].base = .nan
    result.curve?.models[0].fitted = [.nan, 1]
    result.growth?.sizes = [0, -1, .nan]
    result.growth?.rows[1].cost = []
    result.ageing?.rows[0].cost = []
    result.ageing?.resident = [.nan]
    result.interaction?.cycles = []
    result.environment.date = .infinity
    return result
  }
}
