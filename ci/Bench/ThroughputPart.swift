/// What CPU sampling costs the target: requests of `http-server` under wrk with and without a recorder.
enum ThroughputPart {
  /// Pairs of every recorder that is only shown.
  static let peerPairs = 2

  static func run(_ table: inout Table) throws {
    let server = try Load.startServer()
    defer { server.stop() }
    let end = Meter.now() + Options.seconds(default: 4)
    for _ in 0..<2 { _ = try Load.slice(server) }
    func slice() throws -> Slice { try Load.slice(server) }

    var peers = [Recorder.sampling("perf", 99), .sampling("ptrace", 99)].map { Comparison($0) }
    for frequency in [99, 999] {
      for graph in ["fp", "dwarf,16384"] { if let recorder = Recorder.perf(frequency, callGraph: graph) { peers.append(Comparison(recorder)) } }
    }
    var ours = [99, 999].map { Comparison(.sampling("bpf", $0)) }
    let bars = [0.005, 0.02]
    // Round after round, so that all see the same hour of the machine.
    var round = 0
    while Meter.now() < end, !zip(ours, bars).allSatisfy({ $0.isNarrow($1) }) || round < peerPairs {
      if round < peerPairs { for index in peers.indices { try peers[index].addBlock(server.processID, slice: slice) } }
      for index in ours.indices where !ours[index].isNarrow(bars[index]) { try ours[index].addBlock(server.processID, slice: slice) }
      round += 1
    }
    for (comparison, bar) in zip(ours, bars) {
      let frequency = bar == bars[0] ? 99 : 999
      let peer = peers.filter { $0.recorder.name.hasSuffix(" \(frequency) Hz") && $0.recorder.name.hasPrefix("perf record") }
      add("throughput lost, CPU sampling", comparison, bar: bar, peer: peer, &table)
      try addCost(comparison.recorder, server, &table)
    }
    for peer in peers where !peer.recorder.name.hasPrefix("perf record") {
      table.add("throughput lost, CPU sampling, \(peer.recorder.name)", bar: "shown", measured: peer.text, isMet: nil)
    }
  }

  /// A row for a comparison: met when the loss per CPU second is within the bar; undecided while its interval is wider than the bar.
  static func add(_ what: String, _ comparison: Comparison, bar: Double, peer: [Comparison] = [], _ table: inout Table) {
    let isNarrow = comparison.isNarrow(bar)
    table.add(
      "\(what), \(comparison.recorder.name)", bar: "≤ \(bar.percent), interval narrower",
      measured: comparison.text + (isNarrow ? "" : ": interval too wide, give --minutes"),
      isMet: isNarrow ? comparison.processorLoss.value <= bar : nil,
      peer: peer.map { "\($0.recorder.name): \($0.processorLoss.text)" }.joined(separator: "; "))
  }

  /// What the kernel counts of the programs, and the recorder's own CPU time.
  static func addCost(_ recorder: Recorder, _ server: Subprocess, connections: Int = 16, _ table: inout Table) throws {
    let recording = try recorder.start(server.processID)
    defer { recording.stop(2) }
    let startup = Meter.processorSeconds(recording.processID)
    var slice = Slice()
    let before = Meter.switches(server.processID)
    let cost = try RecorderCost.measure(recording.processID) { slice = try Load.slice(server, connections: connections, seconds: 3) }
    let switches = (Meter.switches(server.processID) - before) / cost.seconds
    table.add(
      "cost by the kernel's account, \(recorder.name)", bar: "shown", measured: cost.text + "; \(startup.rounded(decimals: 2)) CPU s to start",
      isMet: nil,
      peer: "\((slice.work / slice.seconds).rounded(decimals: 0)) requests and \(switches.rounded(decimals: 0)) switches a second")
  }
}
