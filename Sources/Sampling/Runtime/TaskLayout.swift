/// Where the fields of a Swift task are, in bytes, for one version of the concurrency runtime's internal layout.
///
/// Source: `include/swift/ABI/Task.h` and `TaskStatus.h` of the Swift runtime; checked against running programs.
public struct TaskLayout: Sendable, Equatable {
  /// In a job: its flags, whose lowest byte is its kind. 0 is a task.
  public var jobFlags: Int
  /// The function in which a task that does not run will go on, and that function's context.
  public var resumeFunction: Int
  public var resumeContext: Int
  /// Kind of the job that runs an actor's jobs, and where it keeps its actor.
  public var actorJobKind: UInt8
  public var actorJobActor: Int
  /// Kind of the job with which a task yields, and where it keeps its task.
  public var yieldJobKind: UInt8
  public var yieldJobTask: Int
  /// Lower and upper half of the task's id.
  public var idLow: Int
  public var idHigh: Int
  /// The innermost status record.
  public var statusList: Int
  /// In a status record: its kind (one byte) and the next record.
  public var recordKind: Int
  public var recordNext: Int
  /// The kind of a record that holds a name, and where its pointer to the name is.
  public var nameKind: UInt8
  public var namePointer: Int
  /// How many bytes of a task hold all the fields that are named here.
  var size: Int
  /// The status word: priority in its lowest byte, and what the masks below pick.
  var status: Int
  var cancelledMask: UInt64
  var runningMask: UInt64
  var enqueuedMask: UInt64
  var completeMask: UInt64
  /// The kind of a record that tells what the task waits for; where it has the kind of that, and its address.
  var dependencyKind: UInt8
  var dependencyKindOffset: Int
  var dependent: Int
  /// In a task's flags: it is the child of another task, it is so by a task group; and where a child has its parent's address.
  var childMask: UInt32
  var groupChildMask: UInt32
  var parent: Int
  /// How far below its first context a task that has not begun has the function it begins with.
  var entry: Int

  /// The layout of `_swift_concurrency_debug_internal_layout_version`; nil when it is unknown.
  public static func version(_ version: Int) -> TaskLayout? { versions[version] }

  /// The highest version that is known.
  static let newestVersion = versions.keys.max() ?? 0

  private static let versions: [Int: TaskLayout] = [
    // Swift 6.3
    1: TaskLayout(
      jobFlags: 32, resumeFunction: 56, resumeContext: 64, actorJobKind: 193, actorJobActor: 64, yieldJobKind: 195, yieldJobTask: 64, idLow: 36, idHigh: 144, statusList: 104,
      recordKind: 0, recordNext: 8, nameKind: 6, namePointer: 16, size: 152, status: 96, cancelledMask: 0x100, runningMask: 0x800,
      enqueuedMask: 0x1000, completeMask: 0x2000, dependencyKind: 0, dependencyKindOffset: 32, dependent: 16, childMask: 1 << 24,
      groupChildMask: 1 << 26, parent: 208, entry: 24)
  ]
}
