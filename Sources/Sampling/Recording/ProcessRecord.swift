import Images

/// What the recorder knows of one process: its images, its locations, the names of its threads, its Swift runtime.
final class ProcessRecord {
  let processID: Int32
  let space: AddressSpace
  /// Where the concurrency runtime keeps things; nil until it is loaded and known.
  var runtime: SwiftRuntime?
  /// What cannot be seen of the runtime, and why, in one line.
  var runtimeNote: String?
  /// Its number may be another process's now.
  var hasEnded = false
  private var interner = LocationInterner()
  private var threadNames: [Int32: (name: String, time: UInt64)] = [:]
  private var lastRefresh: UInt64 = 0

  init(processID: Int32, runtime: SwiftRuntime?, space: AddressSpace) {
    self.processID = processID
    self.runtime = runtime
    self.space = space
    lastRefresh = Clock.monotonic
    readUnwindTables()
  }

  /// Reads the tables of all images now and not when a sample needs them: it may be one of many that wait.
  private func readUnwindTables() {
    for region in space.regions { _ = region.image.hasUnwindTable }
  }

  /// The record of a process that was just forked from this one: the same images at the same places.
  func copy(processID: Int32) -> ProcessRecord {
    ProcessRecord(processID: processID, runtime: runtime, space: space.copy(processID: processID))
  }

  /// Reads the maps again.
  func readImagesAgain() {
    let before = space.regions
    space.refresh()
    readUnwindTables()
    lastRefresh = Clock.monotonic
    isMissingImages = false
    let isSame = before.elementsEqual(space.regions) { $0.start == $1.start && $0.end == $1.end && $0.image === $1.image }
    // While a program loads its libraries there is something new every time; code made at run time has no image however often one looks.
    refreshInterval = isSame ? min(2 * refreshInterval, Self.longestInterval) : Self.shortestInterval
    guard !isSame else { return }
    interner = LocationInterner()
  }

  /// Bounds of the time between two readings of the maps that only an unknown address asks for, nanoseconds.
  private static let shortestInterval: UInt64 = 1_000_000
  private static let longestInterval: UInt64 = 1_000_000_000
  private var refreshInterval = ProcessRecord.shortestInterval

  /// Code was met that belongs to no known image.
  private var isMissingImages = false

  /// True when code was met that belongs to no known image, and it is time to look again.
  var shouldLookAgain: Bool { isMissingImages && Clock.monotonic &- lastRefresh > refreshInterval }

  /// Tells that code at `address` was met.
  func meet(_ address: UInt64) {
    if space.lookup(address) == nil { isMissingImages = true }
  }

  /// The index of the location at `address` in `locations`.
  func location(_ address: UInt64, isAsync: Bool, in locations: LocationTable) -> UInt32 {
    interner.intern(address, isAsync: isAsync) {
      var entry = LocationTable.Entry(address: address, virtualAddress: 0, mapping: -1, isAsync: isAsync)
      if let region = space.lookup(address) {
        entry.virtualAddress = address &- region.bias
        entry.mapping = locations.index(
          of: MappedImage(image: region.image, start: region.start, end: region.end, fileOffset: region.fileOffset))
      } else {
        isMissingImages = true
      }
      return locations.add(entry)
    }
  }

  /// How long a thread's name is believed, in nanoseconds: programs name their threads soon after they start them.
  private static let nameLifetime: UInt64 = 1_000_000_000

  /// The name of a thread that is known by its number alone.
  func threadName(_ threadID: Int32) -> String {
    let now = Clock.monotonic
    if let known = threadNames[threadID], now &- known.time < Self.nameLifetime { return known.name }
    var name = ProcFile.line("/proc/\(processID)/task/\(threadID)/comm")
    if name.isEmpty { name = threadNames[threadID]?.name ?? "thread \(threadID)" }
    threadNames[threadID] = (name, now)
    return name
  }

  /// The name of a thread: what the kernel said at the sample, else what /proc says now, else the last one known.
  func threadName(_ sample: RawSample) -> String {
    let known = threadNames[sample.threadID]
    if let known, sample.time &- known.time < Self.nameLifetime { return known.name }
    var name = String(decoding: sample.threadName, as: UTF8.self)
    if name.isEmpty { name = ProcFile.line("/proc/\(processID)/task/\(sample.threadID)/comm") }
    if name.isEmpty { name = known?.name ?? "thread \(sample.threadID)" }
    threadNames[sample.threadID] = (name, sample.time)
    return name
  }
}
