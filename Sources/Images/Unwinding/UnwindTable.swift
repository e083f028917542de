/// How to unwind at every address of one image: rows as `.eh_frame` and `.debug_frame` describe them, in flat arrays.
///
/// Rows are sorted by address; equal rules are stored once. A row costs six bytes.
public final class UnwindTable {
  /// File address the rows are relative to.
  public let base: UInt64
  /// Start of each row, relative to `base`.
  public let starts: [UInt32]
  /// Index into `rules`, one per row.
  public let indices: [UInt16]
  public let rules: [UnwindRule]
  /// Share of the described code that finds its caller through the frame pointer, 0 to 1.
  public let framePointerShare: Double

  /// A table that knows nothing.
  init() {
    base = 0
    starts = []
    indices = []
    rules = []
    framePointerShare = 0
  }

  /// Reads the tables of a file. What is corrupt is left out.
  public init(elf: ELFFile) {
    var builder = UnwindTableBuilder(elf: elf)
    builder.read()
    base = builder.base
    starts = builder.starts
    indices = builder.indices
    rules = builder.rules
    framePointerShare = builder.framePointerShare
  }

  public var isEmpty: Bool { starts.isEmpty }

  /// Number of rows.
  public var count: Int { starts.count }

  /// The rule at a file address. - Complexity: logarithmic in the rows.
  func rule(at address: UInt64) -> UnwindRule {
    guard address >= base, address - base <= UInt64(UInt32.max) else { return UnwindRule() }
    let relative = UInt32(address - base)
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= relative { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? rules[Int(indices[low - 1])] : UnwindRule()
  }
}
