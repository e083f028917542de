import Scaling

/// Classes, states and curve models in words that need no manual.
enum ScaleWords {
  static func title(_ lossClass: LossClass) -> String {
    switch lossClass {
    case .base: "base cost"
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
    case .base: "what a request costs when it is alone"
    case .cores: "ready to run while every core was busy; only cheaper requests or more cores help"
    case .poolBlocked: "waits for a thread of Swift's pool while cores were idle: something blocks the pool's threads"
    case .scheduling: "the remaining wait for a core: scheduler and neighbours"
    case .contention: "waits for a lock, an actor or a serial queue, or spins for one"
    case .cpuInflation: "more processor time for the same request"
    case .io: "waits for devices, other processes or other parts of the program"
    case .outside: "in no thread and no task of the process: network, load generator, backlog of a socket"
    case .unattributed: "what the measured states do not explain"
    }
  }

  static func title(_ state: AccountState) -> String {
    switch state {
    case .user: "running, user"
    case .kernel: "running, kernel"
    case .spinning: "spinning for a lock"
    case .runqueue: "ready, no core"
    case .lock: "waits for a lock"
    case .condition: "waits for a condition"
    case .io: "waits for I/O"
    case .sleep: "sleeps"
    case .fault: "page fault"
    case .idle: "idle"
    case .unknown: "waits, unknown why"
    case .pool: "ready, no pool thread"
    case .actor: "waits for an actor"
    case .suspended: "suspended"
    case .outside: "outside the process"
    case .unattributed: "unattributed"
    }
  }

  /// The name of a model of the curve; a name nobody knows stays as it is.
  static func title(model: String) -> String {
    switch model {
    case "linear": "linear"
    case "amdahl": "Amdahl"
    case "coherency": "coherency only"
    case "usl": "USL"
    case "usl-cycle": "USL, additive on c(N)"
    case "onset": "one-step onset"
    case "repairman": "machine repairman"
    default: model
    }
  }

  static func title(_ kind: Ceiling.Kind) -> String { kind == .cores ? "all cores" : kind.rawValue }
}
