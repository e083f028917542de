import Synchronization

/// An executable range of a process's memory and the image it was filled from.
public struct MappedRegion {
  public var image: Image
  public var start: UInt64
  public var end: UInt64
  public var fileOffset: UInt64
  /// What to subtract from an address in the process to get the address in the image's file.
  public var bias: UInt64
}

/// What code a process has where.
///
/// A class because the collectors, the unwinder and the recorder look at the same one while it changes. Use from one thread.
public final class AddressSpace {
  public let processID: Int32
  /// Executable regions, sorted by address.
  public private(set) var regions: [MappedRegion] = []
  /// Differs between any two states of any address spaces: what was looked up in one state does not hold in another.
  public private(set) var generation: UInt32 = 0
  private let cache: ImageCache
  private var starts: [UInt64] = []
  private var recent = 0

  /// Reads the memory map of a process.
  public init(processID: Int32, cache: ImageCache) {
    self.processID = processID
    self.cache = cache
    refresh()
  }

  private init(copying other: AddressSpace, processID: Int32) {
    self.processID = processID
    cache = other.cache
    setRegions(other.regions)
  }

  /// The same images at the same places in another process: the state after a fork.
  public func copy(processID: Int32) -> AddressSpace { AddressSpace(copying: self, processID: processID) }

  /// Reads the memory map again. A process that is gone keeps what was known of it.
  public func refresh() {
    var regions: [MappedRegion] = []
    for entry in MemoryMap.read(processID: processID) where entry.isExecutable {
      guard let image = cache.image(for: entry, processID: processID) else { continue }
      regions.append(
        MappedRegion(
          image: image, start: entry.start, end: entry.end, fileOffset: entry.fileOffset,
          bias: entry.start &- Self.virtualAddress(of: entry, in: image)))
    }
    if !regions.isEmpty || self.regions.isEmpty { setRegions(regions) }
  }

  /// The region that holds `address`, if an image is mapped there.
  public func lookup(_ address: UInt64) -> MappedRegion? {
    guard let index = index(of: address) else { return nil }
    return regions[index]
  }

  /// The index in `regions` of the one that holds `address`. - Complexity: logarithmic; constant for the region asked for last.
  func index(of address: UInt64) -> Int? {
    if recent < regions.count, address >= starts[recent], address < regions[recent].end { return recent }
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0, address < regions[low - 1].end else { return nil }
    recent = low - 1
    return recent
  }

  /// The region of the program itself; nil when it is not known.
  public var executable: MappedRegion? {
    let path = ProcFile.executable(of: processID)
    // The memory map writes a line break in a path as an escape, the link does not.
    let printed = path?.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\012")
    return regions.first { $0.image.path == printed }
  }

  /// The first region of a library.
  public func library(named name: String) -> MappedRegion? { regions.first { $0.image.path.hasSuffix("/\(name)") } }

  /// A little-endian number of `size` bytes (at most 8) in the process's memory; nil when it cannot be read.
  public func word(at address: UInt64, size: Int) -> UInt64? {
    ProcessMemory(processID: processID).bytes(at: address, count: size)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func setRegions(_ regions: [MappedRegion]) {
    self.regions = regions.sorted { $0.start < $1.start }
    starts = self.regions.map(\.start)
    recent = 0
    generation = Self.nextGeneration()
  }

  /// The file's own address of the first byte of a map.
  private static func virtualAddress(of entry: MapEntry, in image: Image) -> UInt64 {
    let page: UInt64 = 4096
    for segment in image.elf?.segments ?? [] where segment.isExecutable {
      let firstPage = segment.fileOffset & ~(page - 1)
      guard entry.fileOffset >= firstPage, entry.fileOffset < segment.fileOffset &+ segment.fileSize else { continue }
      return segment.virtualAddress &+ entry.fileOffset &- segment.fileOffset
    }
    return entry.fileOffset
  }

  private static let generations = Mutex<UInt32>(0)

  private static func nextGeneration() -> UInt32 {
    generations.withLock {
      $0 &+= 1
      return $0
    }
  }
}
