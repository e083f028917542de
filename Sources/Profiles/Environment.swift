/// Where and how a profile was made, and how far it can be trusted. Stored as pprof comments, one `key: value` line each.
public struct Environment: Sendable, Equatable {
  public var toolVersion = ""
  public var kernel = ""
  public var cpuModel = ""
  /// How many processors the target was allowed to run on; 0 when unknown.
  public var processors = 0
  public var toolchain = ""
  /// What drove the sampling: `cpu-clock (software)`, `cycles (hardware)`, `ptrace interval`.
  public var clock = ""
  /// `bpf`, `perf` or `ptrace`.
  public var collector = ""
  /// Samples per second asked for; 0 when unknown.
  public var frequency = 0
  /// The executable that was profiled (its path without arguments) and its process id.
  public var target = ""
  public var processID = 0
  /// Only with `--with-arguments`.
  public var arguments = ""
  public var trust = Trust()
  /// Units of work counted during the recording; nil when nobody counted.
  public var requests: Int64?
  /// How long locks were held while others always waited, by the name of the `lock` label.
  public var locks: [LockService] = []
  /// One-line facts a reader has to know: what was lost, what was skipped and why.
  public var notes: [String] = []
  /// Comments of files that other tools wrote, verbatim.
  public var comments: [String] = []

  public init() {}
}

/// How complete a recording is. Counts of samples.
public struct Trust: Sendable, Equatable {
  /// Samples that were kept.
  public var samples: Int64 = 0
  /// Samples the kernel or a full buffer dropped.
  public var lost: Int64 = 0
  /// Samples whose stack was cut short by a limit or by unreadable memory.
  public var truncated: Int64 = 0
  /// Samples whose stack reaches the root of its thread or task.
  public var complete: Int64 = 0
  /// Samples taken inside a Swift task.
  public var asyncSamples: Int64 = 0
  /// Those of them whose chain of async callers was read to its end at the instant of the sample.
  public var asyncComplete: Int64 = 0
  /// Wall time of all threads during the recording, nanoseconds; 0 when their states were not recorded.
  public var wall: Int64 = 0
  /// The sum of the states of all threads, nanoseconds.
  public var accounted: Int64 = 0
  /// The largest difference between the sum of a thread's states and its wall time, in millionths of the wall time; threads that lived for less
  /// than 100 ms are left out.
  public var closureError: Int64 = 0

  public init() {}
}

/// How long a lock was held each time, measured where one waiter handed it to the next.
public struct LockService: Sendable, Hashable {
  /// The text of the `lock` label.
  public var name: String
  public var handOvers: Int64
  /// The sum of the intervals between those hand-overs, nanoseconds.
  public var held: Int64

  public init(name: String, handOvers: Int64, held: Int64) {
    self.name = name
    self.handOvers = handOvers
    self.held = held
  }
}
