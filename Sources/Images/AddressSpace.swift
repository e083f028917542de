/// Placeholder until the unwinding branch lands.
public final class AddressSpace {
  public let processID: Int32
  /// Ranges of executable addresses, sorted, in images that keep no frame pointers.
  public private(set) var framelessRanges: [Range<UInt64>] = []
  public init(processID: Int32) { self.processID = processID }
}
