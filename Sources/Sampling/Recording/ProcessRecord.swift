import Images

/// What the recorder knows of one process: its images, its locations, the names of its threads, its Swift runtime.
final class ProcessRecord {
  let processID: Int32
  let space: AddressSpace
  /// Where the concurrency runtime keeps things; nil until it is loaded and known.
  var runtime: SwiftRuntime?
  /// The frames beyond a return address at which a collector may end its walk, as the first walk by CFI found them.
  var rootTails: [UInt64: [UInt64]] = [:]
  private var interner = LocationInterner()
  private var threadNames: [Int32: (name: String, time: UInt64)] = [:]
  private var lastRefresh: UInt64 = 0

  init(processID: Int32, runtime: SwiftRuntime?, space: AddressSpace) {
    self.processID = processID
    self.runtime = runtime
    self.space = space
    lastRefresh = Clock.monotonic
  }

  /// The record of a process that was just forked from this one: the same images at the same places.
  func copy(processID: Int32) -> ProcessRecord {
    let copy = ProcessRecord(processID: processID, runtime: runtime, space: space.copy(processID: processID))
    copy.rootTails = rootTails
    return copy
  }

  /// Reads the maps again. Locations stay known as long as everything that was mapped still is where it was.
  func readImagesAgain() {
    let before = space.regions
    space.refresh()
    lastRefresh = Clock.monotonic
    for region in before where !space.regions.contains(where: { $0.start == region.start && $0.image === region.image }) {
      interner = LocationInterner()
      rootTails = [:]
      return
    }
  }

  /// Nanoseconds between two readings of the maps that nothing but an unknown address asks for: code made at run time has no image.
  private static let refreshInterval: UInt64 = 100_000_000

  /// True when nothing known is mapped at `address` and it is time to look again.
  func shouldLookAgain(for address: UInt64) -> Bool {
    space.lookup(address) == nil && Clock.monotonic &- lastRefresh > Self.refreshInterval
  }

  /// The index of the location at `address` in `locations`.
  func location(_ address: UInt64, isAsync: Bool, in locations: LocationTable) -> UInt32 {
    interner.intern(address, isAsync: isAsync) {
      var entry = LocationTable.Entry(address: address, virtualAddress: 0, mapping: -1, isAsync: isAsync)
      if let region = space.lookup(address) {
        entry.virtualAddress = address &- region.bias
        entry.mapping = locations.index(
          of: MappedImage(image: region.image, start: region.start, end: region.end, fileOffset: region.fileOffset))
      }
      return locations.add(entry)
    }
  }

  /// How long a thread's name is believed, in nanoseconds: programs name their threads soon after they start them.
  private static let nameLifetime: UInt64 = 1_000_000_000

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
