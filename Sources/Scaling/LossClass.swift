/// Where the time of a request beyond its cost at N = 1 comes from. The names are those of every output.
public enum LossClass: String, Sendable, CaseIterable {
  /// Cost at N = 1: performance, not scalability.
  case base
  /// Ready to run while every usable core was busy.
  case cores
  /// Waiting for a thread of Swift's pool while cores were idle: something blocks the pool's threads.
  case poolBlocked
  /// The remaining wait for a core.
  case scheduling
  /// Waiting for a lock, an actor or a serial queue, or spinning for one.
  case contention
  /// More processor time for the same request.
  case cpuInflation
  /// Waiting for devices, other processes or other parts of the program.
  case io
  /// In no thread and no task of the process: the network, the generator, the backlog of a socket.
  case outside
  /// What the measured states do not explain.
  case unattributed
}

/// The state part of an account cell: states of threads and of tasks in one list, since one request passes through both.
public enum AccountState: String, Sendable, CaseIterable {
  case user, kernel, spinning, runqueue, lock, condition, io, sleep, fault, idle, unknown
  /// Of a Swift task: ready without a thread, queued on an actor, suspended.
  case pool, actor, suspended
  /// In no thread and no task.
  case outside, unattributed

  /// On a processor.
  public var isRunning: Bool { self == .user || self == .kernel || self == .spinning }
  /// The place in the list of all.
  var order: Int {
    switch self {
    case .user: 0
    case .kernel: 1
    case .spinning: 2
    case .runqueue: 3
    case .lock: 4
    case .condition: 5
    case .io: 6
    case .sleep: 7
    case .fault: 8
    case .idle: 9
    case .unknown: 10
    case .pool: 11
    case .actor: 12
    case .suspended: 13
    case .outside: 14
    case .unattributed: 15
    }
  }
  /// Ready to run.
  public var isReady: Bool { self == .runqueue || self == .pool }
}
