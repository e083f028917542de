import Glibc
import Images

/// Where the functions begin that give out memory.
enum AllocationProbes {
  struct Place {
    /// A path under which the image can be opened.
    var path: String
    var offset: UInt64
  }

  /// The allocating functions of C (`malloc(3)`, `posix_memalign(3)`), through which all memory of Swift comes.
  static let functions = ["malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"]

  /// The functions in every image of a process that has a `malloc`: the C library, and an allocator that takes its place.
  static func places(processID: Int32) throws(SamplingError) -> [Place] {
    var places: [Place] = []
    var seen: Set<ObjectIdentifier> = []
    let space = AddressSpace(processID: processID, cache: ImageCache())
    for region in space.regions where seen.insert(ObjectIdentifier(region.image)).inserted {
      // The loader has one of its own for the time before there is another.
      guard !(region.image.path.split(separator: "/").last?.hasPrefix("ld-") ?? false), let elf = region.image.elf,
        let symbolizer = region.image.symbolizer, symbolizer.functionRange(named: "malloc") != nil
      else { continue }
      for function in functions {
        guard let range = symbolizer.functionRange(named: function), let start = elf.fileOffset(of: range.lowerBound) else { continue }
        let distance = ProbePlace.offset(elf.code(at: range.lowerBound, count: 32))
        // Later the process may be gone, and its root with it.
        places.append(Place(path: region.image.root.isEmpty ? region.image.path : elf.openPath, offset: start + distance))
      }
    }
    guard !places.isEmpty else {
      throw SamplingError(.notSupported, "allocations are not counted: process \(processID) has no malloc that can be found")
    }
    return places
  }
}
