import Scaling

/// Classes, states and statuses in words that need no manual.
enum ScaleWords {
  static func name(_ lossClass: LossClass) -> String {
    switch lossClass {
    case .base: "cost at N=1"
    case .cores: "cores exhausted"
    case .poolBlocked: "pool blocked"
    case .scheduling: "scheduling"
    case .contention: "contention"
    case .cpuInflation: "CPU inflation"
    case .io: "I/O and downstream"
    case .outside: "outside the process"
    case .unattributed: "unattributed"
    }
  }

  static func meaning(_ lossClass: LossClass) -> String {
    switch lossClass {
    case .base: "what a request costs when nothing competes with it"
    case .cores: "ready to run while every core was busy: only cheaper requests or more cores help"
    case .poolBlocked: "waiting for a thread of Swift's pool while cores were idle: something blocks the pool's threads"
    case .scheduling: "the remaining wait for a core: the scheduler, and other processes"
    case .contention: "waiting for a lock, an actor or a serial queue, or spinning for one"
    case .cpuInflation: "more processor time for the same request"
    case .io: "waiting for devices and other processes"
    case .outside: "in no thread and no task of the process: the network, the load generator, the backlog of a socket"
    case .unattributed: "what the measured states do not explain"
    }
  }

  static func name(_ state: AccountState) -> String { state == .runqueue ? "run queue" : state.rawValue }

  /// The letter of a state in a bar.
  static func letter(_ state: AccountState) -> Character {
    switch state {
    case .user: "u"
    case .kernel: "k"
    case .spinning: "s"
    case .runqueue: "r"
    case .lock: "L"
    case .condition: "c"
    case .io: "i"
    case .sleep: "z"
    case .fault: "f"
    case .idle: "."
    case .unknown: "?"
    case .pool: "p"
    case .actor: "A"
    case .suspended: "S"
    case .outside: "o"
    case .unattributed: "-"
    }
  }

  static func mark(_ status: TrustItem.Status) -> String {
    switch status {
    case .good: "ok"
    case .warning: "warning"
    case .refused: "REFUSED"
    }
  }

  /// What is red, in one line; nil where nothing is.
  static func refusal(_ result: ScaleResult) -> String? {
    let names = result.trust.filter { $0.status == .refused }.map(\.name)
    guard !names.isEmpty else { return nil }
    return "REFUSED: no verdict may be built on this result (\(names.joined(separator: ", "))); see the trust panel."
  }

  /// What is red first, then warnings, then what is good.
  static func sorted(_ trust: [TrustItem]) -> [TrustItem] {
    [TrustItem.Status.refused, .warning, .good].flatMap { status in trust.filter { $0.status == status } }
  }

  /// Function and place: `Cache.insert(_:for:)  Cache.swift:71`.
  static func label(_ frame: FrameName) -> String {
    let place = place(frame)
    return place.isEmpty ? frame.function : "\(frame.function)  \(place)"
  }

  static func place(_ frame: FrameName) -> String {
    guard !frame.file.isEmpty, !frame.file.hasPrefix("<") else { return "" }
    let file = frame.file.split(separator: "/").last.map(String.init) ?? frame.file
    return frame.line > 0 ? "\(file):\(frame.line)" : file
  }
}
