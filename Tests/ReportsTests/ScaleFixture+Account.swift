import Scaling
import Statistics

extension ScaleFixture {
  static let account: Account = {
    let level = 16
    let loss = Double(level) * throughput(at: 1) - throughput(at: level)
    let factor = throughput(at: 1) * throughput(at: level) * 1e-9
    let rows = LossClass.allCases.map { lossClass in
      let own = cells.filter { $0.lossClass == lossClass }
      let delta = near(own.reduce(0) { $0 + Self.delta($1, at: 16) }, 0.08)
      let base = lossClass == .base ? baseCycle : own.reduce(0) { $0 + $1.base }
      return Account.Row(
        lossClass: lossClass, base: base, delta: delta, loss: delta.value * factor, share: delta.scaled(by: factor / loss),
        q: lossClass == .unattributed ? 0.2 : 0.001, isClaimed: [.contention, .cores, .cpuInflation].contains(lossClass),
        ceiling: lossClass == .contention ? 0 : lossClass == .cores ? 1 : nil)
    }
    let stacks = cells.map { cell in
      let delta = near(Self.delta(cell, at: 16), 0.1)
      var row = Account.StackRow(
        lossClass: cell.lossClass, state: cell.state, victim: Array(cell.victim), culprit: Array(cell.culprit), resource: cell.resource,
        base: cell.base, delta: delta, share: delta.value * factor / loss, q: 0.002, isClaimed: abs(delta.value) > 60_000, evidence: 5_200,
        alpha: delta.value / baseCycle / 15 * 0.8, beta: delta.value / baseCycle / 240 * 0.2, ceiling: cell.ceiling)
      row.acting = cell.victim.firstIndex { !$0.file.isEmpty } ?? 0
      row.actingCulprit = cell.culprit.firstIndex { !$0.file.isEmpty } ?? 0
      return row
    }
    return Account(
      level: level, baseCycle: baseCycle, cycle: cycle(at: level), baseThroughput: throughput(at: 1), throughput: throughput(at: level), rows: rows,
      stacks: stacks.sorted { abs($0.delta.value) > abs($1.delta.value) }, victims: tree(\.victim),
      culprits: tree { $0.culprit.isEmpty ? $0.victim : $0.culprit })
  }()

  static func tree(_ stack: (Cell) -> [FrameName]) -> [Account.TreeNode] {
    var nodes = [Account.TreeNode(frame: FrameName("all requests"), parent: -1, base: 0, deltas: [:])]
    for cell in cells {
      var parent = 0
      for frame in stack(cell).reversed() {
        if let known = nodes.indices.first(where: { nodes[$0].parent == parent && nodes[$0].frame == frame }) {
          parent = known
        } else {
          nodes.append(Account.TreeNode(frame: frame, parent: parent, base: 0, deltas: [:]))
          parent = nodes.count - 1
        }
      }
      nodes[parent].base += cell.base
      nodes[parent].deltas[cell.lossClass, default: 0] += delta(cell, at: 16)
    }
    return nodes
  }

  static let ceilings: [Ceiling] = [
    Ceiling(
      kind: .lock, name: "Mutex 0x7f10a8c0", holder: insert[2], service: near(210_000, 0.02), maximum: near(1e9 / 210_000, 0.02),
      knee: baseCycle / 210_000, utilisation: 0.981, predicted: 4_690,
      basis: "mean time between hand-overs while others wait, times acquisitions per request"),
    Ceiling(
      kind: .cores, name: "cores", service: near(203_000, 0.01), maximum: near(1e9 / 203_000, 0.01), knee: baseCycle / 203_000,
      utilisation: 0.947, predicted: 5_010, basis: "3.8 of 4 processors left to the target, by CPU time per request"),
    Ceiling(
      kind: .actor, name: "Ledger 0x5581c0", holder: FrameName("Ledger.flush()", file: "Sources/Shop/Ledger.swift", line: 44),
      service: near(118_000, 0.03), maximum: near(1e9 / 118_000, 0.03), knee: baseCycle / 118_000, utilisation: 0.55,
      basis: "run time of the actor per request"),
    Ceiling(
      kind: .lock, name: "Mutex 0x7f10a900", holder: FrameName("Metrics.add(_:)", file: "Sources/Shop/Metrics.swift", line: 28), utilisation: 0,
      basis: "no estimate: too few threads queued for it to time its hand-overs"),
  ]

  static let trust: [TrustItem] = [
    TrustItem("closure", .good, "The measured states explain 98.6 % of the clients' time at N=16.", value: 0.986),
    TrustItem("little", .good, "Little's law holds: X·R is within 0.9 % of N at every level.", value: 0.009),
    TrustItem("processors", .good, "3.8 of 4 processors were left to the target."),
    TrustItem("steal", .warning, "The hypervisor took 2.3 % of the processors' time in the worst run.", value: 0.023),
    TrustItem("lost", .good, "0 of 812 440 samples were lost.", value: 0),
    TrustItem("drift", .good, "The closing run at N=1 was 0.7 % slower than the first.", value: 0.007),
    TrustItem("zones", .warning, "Levels above N=4 have more clients than processors; compare them among themselves."),
  ]

  static let environment: ScaleEnvironment = {
    var environment = ScaleEnvironment()
    environment.toolVersion = "0.9.0"
    environment.kernel = "Linux 6.1.0-18-amd64"
    environment.cpuModel = "AMD EPYC 7B13"
    environment.toolchain = "Swift 6.3"
    environment.collector = "bpf"
    environment.target = "shop"
    environment.load = "wrk -t2 -c{N} -d10s http://127.0.0.1:8080/item"
    environment.date = 1_760_000_000
    environment.processors = 4
    environment.secondsPerRun = 10
    return environment
  }()
}
