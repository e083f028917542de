import Images

/// All distinct code locations of a recording, in the order they were first seen.
///
/// A reference type because every process of the recording adds to the same table.
final class LocationTable {
  /// The `mapping` of a location in the kernel.
  static let kernel: Int32 = -2
  /// The `mapping` of a location that is none: its address is that of a `Marker`.
  static let marker: Int32 = -3

  /// What stands where there is no code to show.
  enum Marker: UInt64 {
    case unknown, unknownHolder, betweenSamples, notSeen, threadStart

    var name: String {
      switch self {
      case .unknown: "[unknown]"
      case .unknownHolder: "[unknown holder]"
      case .betweenSamples: "[on a processor between samples]"
      case .threadStart: "[start of the thread]"
      case .notSeen: "[stack not seen]"
      }
    }
  }

  /// One code location.
  struct Entry {
    /// Address in the process; a return address is already reduced by one.
    var address: UInt64
    /// The address in the image's file, before relocation; 0 without an image.
    var virtualAddress: UInt64
    /// Index into `mappings`; -1 when nothing known is mapped at the address, `kernel` in the kernel.
    var mapping: Int32
    /// Reached through the async context chain.
    var isAsync: Bool
  }

  private(set) var entries: [Entry] = []
  /// The mapped regions that locations lie in.
  private(set) var mappings: [MappedImage] = []
  private var markers: [Marker: UInt32] = [:]
  private var mappingIndices: [MappedImage.Key: Int32] = [:]

  /// Adds a location and returns its index.
  func add(_ entry: Entry) -> UInt32 {
    entries.append(entry)
    return UInt32(entries.count - 1)
  }

  /// The index of a marker's location.
  func index(of marker: Marker) -> UInt32 {
    if let known = markers[marker] { return known }
    let index = add(Entry(address: marker.rawValue, virtualAddress: 0, mapping: Self.marker, isAsync: false))
    markers[marker] = index
    return index
  }

  /// The index of a mapped image, adding it when it is new.
  func index(of mapping: MappedImage) -> Int32 {
    if let known = mappingIndices[mapping.key] { return known }
    let index = Int32(mappings.count)
    mappings.append(mapping)
    mappingIndices[mapping.key] = index
    return index
  }
}

/// One image where one process has it mapped.
struct MappedImage {
  /// What makes two of them the same.
  struct Key: Hashable {
    var image: ObjectIdentifier
    var start: UInt64
  }

  var image: Image
  var start: UInt64
  var end: UInt64
  var fileOffset: UInt64

  var key: Key { Key(image: ObjectIdentifier(image), start: start) }
}
