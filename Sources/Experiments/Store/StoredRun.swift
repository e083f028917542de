import Profiles

/// The file `runs.json` of a result folder: what was planned and what came of it. The profiles lie beside it.
struct RunIndex: Codable, Sendable {
  static let currentSchema = 1

  var schema = RunIndex.currentSchema
  var toolVersion: String
  /// When the experiment began, seconds since 1970.
  var dateSeconds: Double
  var plan: ExperimentPlan
  var runs: [StoredRun] = []
  var failures: [StoredFailure] = []
}

/// All of a run but its profile.
struct StoredRun: Codable, Sendable, Equatable {
  var file: String
  var order: Int
  var level: Int
  var size: Double?
  var window: Int?
  var repetition: Int
  var isClosing: Bool
  var requests: Double
  var seconds: Double
  var load: StoredLoad
  var meters: StoredMeters

  init(_ run: Run, file: String) {
    self.file = file
    order = run.order
    level = run.point.level
    size = run.point.size
    window = run.point.window
    repetition = run.repetition
    isClosing = run.isClosing
    requests = run.requests
    seconds = run.seconds
    load = StoredLoad(run.load)
    meters = StoredMeters(run.meters)
  }

  /// The run with its profile.
  func run(_ profile: Profile) -> Run {
    var run = Run(
      point: Run.Point(level: level, size: size, window: window), repetition: repetition, requests: requests, seconds: seconds, profile: profile)
    run.order = order
    run.isClosing = isClosing
    run.load = load.result
    run.meters = meters.meters
    return run
  }
}

struct StoredFailure: Codable, Sendable, Equatable {
  var order: Int
  var level: Int
  var size: Double?
  var repetition: Int
  /// One sentence: which run, what happened, how to mend it.
  var text: String
}

struct StoredLoad: Codable, Sendable, Equatable {
  struct Percentile: Codable, Sendable, Equatable {
    var percent: Double
    var seconds: Double
  }

  var source: String
  var meanResponseSeconds: Double?
  var thinkSeconds: Double
  var errors: Double
  var percentiles: [Percentile]
  var isOpenLoop: Bool
  var warmupSeconds: Double
  var isSteady: Bool

  init(_ load: LoadResult) {
    source = load.source
    meanResponseSeconds = load.meanResponse
    thinkSeconds = load.thinkTime
    errors = load.errors
    percentiles = load.percentiles.sorted { $0.key < $1.key }.map { Percentile(percent: $0.key, seconds: $0.value) }
    isOpenLoop = load.isOpenLoop
    warmupSeconds = load.warmup
    isSteady = load.isSteady
  }

  var result: LoadResult {
    var load = LoadResult()
    load.source = source
    load.meanResponse = meanResponseSeconds
    load.thinkTime = thinkSeconds
    load.errors = errors
    load.percentiles = Dictionary(percentiles.map { ($0.percent, $0.seconds) }) { first, _ in first }
    load.isOpenLoop = isOpenLoop
    load.warmup = warmupSeconds
    load.isSteady = isSteady
    return load
  }
}

struct StoredMeters: Codable, Sendable, Equatable {
  var processors: Int
  var targetNanoseconds: Double
  var generatorNanoseconds: Double
  var generatorBusiestThread: Double
  var otherNanoseconds: Double
  var recorderNanoseconds: Double
  var stealNanoseconds: Double
  var residentBytes: Double
  var heapBytes: Double
  var isPinned: Bool
  var instructions: Double?
  var cycles: Double?
  var peakResidentBytes: Double?
  var contextSwitches: Double?
  var systemCalls: Double?
  var allocations: Double?
  var startSeconds: Double?
  var startNanoseconds: Double?

  init(_ meters: Meters) {
    processors = meters.processors
    targetNanoseconds = meters.targetCPU
    generatorNanoseconds = meters.generatorCPU
    generatorBusiestThread = meters.generatorBusiestThread
    otherNanoseconds = meters.otherCPU
    recorderNanoseconds = meters.recorderCPU
    stealNanoseconds = meters.steal
    residentBytes = meters.residentBytes
    heapBytes = meters.heapBytes
    isPinned = meters.isPinned
    instructions = meters.instructions
    cycles = meters.cycles
    peakResidentBytes = meters.peakResidentBytes
    contextSwitches = meters.contextSwitches
    systemCalls = meters.systemCalls
    allocations = meters.allocations
    startSeconds = meters.startSeconds
    startNanoseconds = meters.startCPU
  }

  var meters: Meters {
    var meters = Meters()
    meters.processors = processors
    meters.targetCPU = targetNanoseconds
    meters.generatorCPU = generatorNanoseconds
    meters.generatorBusiestThread = generatorBusiestThread
    meters.otherCPU = otherNanoseconds
    meters.recorderCPU = recorderNanoseconds
    meters.steal = stealNanoseconds
    meters.residentBytes = residentBytes
    meters.heapBytes = heapBytes
    meters.isPinned = isPinned
    meters.instructions = instructions
    meters.cycles = cycles
    meters.peakResidentBytes = peakResidentBytes
    meters.contextSwitches = contextSwitches
    meters.systemCalls = systemCalls
    meters.allocations = allocations
    meters.startSeconds = startSeconds
    meters.startCPU = startNanoseconds
    return meters
  }
}
