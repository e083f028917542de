import Foundation

/// What recording of waits and tasks costs: `http-server` at about 20 000 context switches per second.
enum WaitsPart {
  static let bar = 0.03

  static func run(_ table: inout Table) throws {
    let server = try Load.startServer()
    defer { server.stop() }
    let end = Meter.now() + Options.seconds(default: 1.5)
    let (connections, switches) = try load(server)
    func slice() throws -> Slice { try Load.slice(server, connections: connections) }
    var full = Comparison(.headroom("bpf", 99))
    var waits = Comparison(.headroom("bpf", 99, ["--no-tasks"]))
    while Meter.now() < end, !full.isNarrow(bar) || !waits.isNarrow(bar) {
      for _ in 0..<2 where !full.isNarrow(bar) { try full.addBlock(server.processID, slice: slice) }
      if !waits.isNarrow(bar) { try waits.addBlock(server.processID, slice: slice) }
    }
    let what = "throughput lost at \(switches.rounded(decimals: 0)) switches/s, waits and tasks"
    ThroughputPart.add(what, full, bar: bar, &table)
    try ThroughputPart.addCost(full.recorder, server, connections: connections, &table)
    table.add("the same without tasks, \(waits.recorder.name)", bar: "shown", measured: waits.text, isMet: nil)
    try ThroughputPart.addCost(waits.recorder, server, connections: connections, &table)
    try SwitchCurve.run(&table)
  }

  /// The number of connections at which the server's switches per second are nearest to 20 000, and the switches.
  private static func load(_ server: Subprocess) throws -> (connections: Int, switches: Double) {
    var best = (connections: 16, switches: Double.infinity)
    for connections in [1, 2, 4, 8, 16, 32, 64] {
      _ = try Load.slice(server, connections: connections)
      let before = (Meter.switches(server.processID), Meter.now())
      _ = try Load.slice(server, connections: connections)
      let switches = (Meter.switches(server.processID) - before.0) / (Meter.now() - before.1)
      if abs(log(switches / 20_000)) < abs(log(best.switches / 20_000)) { best = (connections, switches) }
    }
    return best
  }
}

/// The same by the number of waits per second, on a program that does nothing but wait at a set rate and compute beside it.
///
/// Loss is the share of CPU time that the same waits and the same computation would not have needed without the recorder: their price is taken
/// from the slices without it. So it is no matter how much of the machine others took, or whether the rate was reached.
enum SwitchCurve {
  static func run(_ table: inout Table) throws {
    for rate in [2_000, 20_000, 50_000, 100_000, 200_000] {
      let program = try Subprocess([try Bench.fixture("switcher"), "--seconds", "120", "--rate", "\(rate)"])
      defer { program.stop() }
      try program.waitForOutput("ready")
      var losses: [Double] = []
      var perWait: [Double] = []
      var reached: [Double] = []
      let recorder = Recorder.headroom("bpf", 99)
      for _ in 0..<3 {
        let first = try Stretch.measure(program)
        let recording = try recorder.start(program.processID)
        defer { recording.stop(2) }
        let recorded = try [Stretch.measure(program), Stretch.measure(program)]
        recording.stop(2)
        let plain = try [first, Stretch.measure(program)]
        losses.append(loss(recorded, plain: plain))
        perWait.append((price(recorded) - price(plain)) * 1e9)
        reached.append(contentsOf: recorded.map { $0.waits / $0.seconds })
      }
      let recording = try recorder.start(program.processID)
      var stretch = Stretch()
      let cost = try RecorderCost.measure(recording.processID) { stretch = try Stretch.measure(program) }
      recording.stop(2)
      let programs = cost.programs.values.reduce(0) { $0 + $1.nanoseconds } / max(1, stretch.waits)
      table.add(
        "CPU time lost, switcher at \(Samples(reached).median.rounded(decimals: 0)) waits/s (\(rate) asked), waits and tasks on", bar: "shown",
        measured: "\(Samples(losses).trimmed.text) (\(losses.count) pairs); a wait costs \(Samples(perWait).median.rounded(decimals: 0)) ns more, "
          + "\(programs.rounded(decimals: 0)) ns of it in programs", isMet: nil, peer: cost.text)
    }
  }

  private static func price(_ stretches: [Stretch]) -> Double {
    let all = stretches.reduce(Stretch(), +)
    return all.waits > 0 ? (all.processorSeconds - all.sideSeconds) / all.waits : 0
  }

  private static func loss(_ recorded: [Stretch], plain: [Stretch]) -> Double {
    let (with, without) = (recorded.reduce(Stretch(), +), plain.reduce(Stretch(), +))
    let expected = with.waits * price(plain) + with.rounds * without.sideSeconds / max(1, without.rounds)
    return 1 - expected / with.processorSeconds
  }
}

/// What `switcher` did in a window of time.
struct Stretch {
  var seconds = 0.0
  var processorSeconds = 0.0
  var waits = 0.0
  /// Of the thread that computes.
  var rounds = 0.0
  var sideSeconds = 0.0

  static func + (left: Stretch, right: Stretch) -> Stretch {
    Stretch(
      seconds: left.seconds + right.seconds, processorSeconds: left.processorSeconds + right.processorSeconds, waits: left.waits + right.waits,
      rounds: left.rounds + right.rounds, sideSeconds: left.sideSeconds + right.sideSeconds)
  }

  /// Asks the program for a window of one second.
  static func measure(_ program: Subprocess) throws -> Stretch {
    let earlier = Recording.lines("window: ", in: program.output).count
    kill(program.processID, SIGUSR1)
    usleep(1_000_000)
    kill(program.processID, SIGUSR2)
    for attempt in 1...750 {
      usleep(20_000)
      // When the program is starved both signals may have come at once, the second first.
      if attempt % 150 == 0 { kill(program.processID, SIGUSR2) }
      let windows = Recording.lines("window: ", in: program.output)
      guard windows.count > earlier, let window = windows.last else { continue }
      func number(_ name: String) -> Double { (window[name] as? NSNumber)?.doubleValue ?? 0 }
      return Stretch(
        seconds: number("windowNanoseconds") / 1e9, processorSeconds: number("cpuNanoseconds") / 1e9, waits: number("waits"),
        rounds: number("sideRounds"), sideSeconds: number("sideCpuNanoseconds") / 1e9)
    }
    throw BenchError("switcher printed no window")
  }
}
