/// Stacks with values and labels, and what is needed to read them: the product of every recording and the input of every analysis.
///
/// A value type without references to processes, files or clocks. It mirrors pprof's `profile.proto`, so that writing and reading
/// a file loses nothing: <https://github.com/google/pprof/blob/main/proto/profile.proto>.
public struct Profile: Sendable, Equatable {
  /// What the values of every sample mean, in order: for example `samples/count`, `cpu/nanoseconds`.
  public var sampleTypes: [ValueType]
  /// The name of the sample type a reader shows first; empty when the file does not say.
  public var defaultSampleType: String
  public var mappings: [Mapping]
  public var functions: [Function]
  public var locations: [Location]
  public var stacks: StackTable
  public var labelSets: LabelTable
  public var samples: SampleTable
  /// When the recording began, nanoseconds since 1970; 0 when unknown.
  public var startTime: Int64
  /// How long the recording lasted, in nanoseconds; 0 when unknown.
  public var duration: Int64
  /// The event counted between two samples, and how many of it: `cpu/nanoseconds`, 10 101 010 at 99 Hz.
  public var periodType: ValueType?
  public var period: Int64
  /// Where and how the profile was made, and how far it can be trusted.
  public var environment: Environment

  public init(sampleTypes: [ValueType], defaultSampleType: String = "") {
    self.sampleTypes = sampleTypes
    self.defaultSampleType = defaultSampleType
    mappings = []
    functions = []
    locations = []
    stacks = StackTable()
    labelSets = LabelTable()
    samples = SampleTable(valuesPerSample: sampleTypes.count)
    startTime = 0
    duration = 0
    period = 0
    environment = Environment()
  }

  /// The index of the sample type with this name, if the profile has it.
  public func sampleTypeIndex(_ name: String) -> Int? { sampleTypes.firstIndex { $0.type == name } }

  /// The index of the sample type to show when nobody asked for one: the default, else `cpu`, else the last (as pprof does).
  public var defaultSampleTypeIndex: Int {
    sampleTypeIndex(defaultSampleType) ?? sampleTypeIndex("cpu") ?? max(0, sampleTypes.count - 1)
  }
}

/// The kind and unit of a value, for example `cpu` in `nanoseconds`.
public struct ValueType: Sendable, Hashable {
  public var type: String
  public var unit: String

  public init(type: String, unit: String) {
    self.type = type
    self.unit = unit
  }

  public static let samples = ValueType(type: "samples", unit: "count")
  public static let cpu = ValueType(type: "cpu", unit: "nanoseconds")
  /// Time of threads that were not running, by `state`.
  public static let wait = ValueType(type: "wait", unit: "nanoseconds")
  /// Time of Swift tasks that were queued or suspended, by `state`.
  public static let queue = ValueType(type: "queue", unit: "nanoseconds")
  /// Lock waits of others, charged to the stack of whoever held the lock.
  public static let blame = ValueType(type: "blame", unit: "nanoseconds")
  /// How many waits make up `wait`, `queue` or `blame`.
  public static let waits = ValueType(type: "waits", unit: "count")
}

/// A range of a process's memory that was filled from one file.
public struct Mapping: Sendable, Hashable {
  /// First address of the range in the process.
  public var start: UInt64
  /// First address after the range.
  public var limit: UInt64
  /// Offset in the file of the byte at `start`.
  public var fileOffset: UInt64
  public var path: String
  /// GNU build id in lower-case hexadecimal; empty when the image has none.
  public var buildID: String

  public init(start: UInt64, limit: UInt64, fileOffset: UInt64, path: String, buildID: String) {
    self.start = start
    self.limit = limit
    self.fileOffset = fileOffset
    self.path = path
    self.buildID = buildID
  }
}
