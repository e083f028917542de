/// One executable file or library, opened once however many processes have it mapped.
///
/// Use from one thread at a time: what is read of it is read when first asked for.
public final class Image {
  /// Path as the process sees it.
  public let path: String
  /// The file; nil when it could not be opened.
  public let elf: ELFFile?
  /// Why the file could not be opened; empty when it was.
  public let problem: String
  /// Path in front of the process's own paths, where its files are found: `/proc/PID/root`; empty outside containers.
  public let root: String

  init(path: String, elf: ELFFile?, problem: String = "", root: String = "") {
    self.path = path
    self.elf = elf
    self.problem = problem
    self.root = root
  }

  /// GNU build id; empty when there is none.
  public var buildID: String { elf?.buildID ?? "" }

  /// How to unwind out of each of its functions.
  public private(set) lazy var unwindTable: UnwindTable = elf.map { UnwindTable(elf: $0) } ?? UnwindTable()

  /// Names what is at its addresses; nil when the file could not be opened.
  public private(set) lazy var symbolizer: Symbolizer? = elf.map { Symbolizer(elf: $0, path: path, root: root) }

  /// True when most of its code sets up a frame pointer, so that a walk by frame pointers holds in it.
  ///
  /// An image without any unwind table is believed to keep them: nothing else could unwind it.
  public var keepsFramePointers: Bool { unwindTable.isEmpty || unwindTable.framePointerShare >= 0.5 }

  /// True when stacks can be unwound through it.
  public var hasUnwindTable: Bool { !unwindTable.isEmpty }
}
