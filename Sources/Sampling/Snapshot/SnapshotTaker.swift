import Images
import Profiles

/// Takes a snapshot of a process.
public enum SnapshotTaker {
  /// Memory that is looked through for tasks while the process stands still; with more than that it is done before, while it runs.
  private static let quietScanLimit: UInt64 = 256 << 20

  /// Looks at every thread and every Swift task of a process at one instant.
  ///
  /// The process stands still while threads and tasks are copied; names are looked up after that.
  ///
  /// - Parameter progress: Called with one line now and then, when it takes long.
  public static func take(processID: Int32, progress: (String) -> Void = { _ in }) throws(SamplingError) -> Snapshot {
    let description = TargetDescription(processID: processID)
    let space = AddressSpace(processID: processID, cache: ImageCache())
    for region in space.regions { _ = region.image.hasUnwindTable }
    let (runtime, note) = SwiftRuntime.discover(in: space)
    var capture = SnapshotCapture(space: space, runtime: runtime)
    let size = HeapScan.anonymousSize(processID: processID)
    let isLarge = size > quietScanLimit
    if isLarge { capture.scan(size, progress) }
    try capture.takeThreads(scanning: !isLarge)
    progress("")
    guard !capture.threads.isEmpty else {
      throw SamplingError(.targetExited, "process \(processID) ended while it was looked at", remedy: "give a running process")
    }
    var builder = SnapshotBuilder(capture: capture, program: description.path)
    var snapshot = builder.build()
    if let note { snapshot.notes.insert(note, at: 0) }
    if isLarge, runtime?.taskSlot != nil {
      snapshot.notes.append("the process has \(size >> 20) MiB of memory, looked through while it ran: tasks that had just begun may be missing")
    }
    return snapshot
  }
}
