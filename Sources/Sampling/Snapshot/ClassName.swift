import Images

/// Reads the name of the Swift class an object in another process belongs to.
///
/// Source: `include/swift/ABI/Metadata.h` of the Swift runtime (without Objective-C); checked against running programs.
enum ClassName {
  /// Where a class's metadata has its descriptor.
  private static let descriptorOffset: UInt64 = 40
  /// Types inside types inside types: more are not followed.
  private static let depthLimit = 8

  /// `Account`, or `Bank.Account` for a type inside another; nil when the object is none of a Swift class.
  static func read(object: UInt64, _ memory: ProcessMemory) -> String? {
    guard let metadata = memory.word(at: object), metadata & 7 == 0, let kind = memory.word(at: metadata), kind == 0,
      let descriptor = memory.word(at: metadata &+ descriptorOffset), let first = name(of: descriptor, memory)
    else { return nil }
    var names = [first]
    var context = descriptor
    for _ in 0..<depthLimit {
      guard let parent = parent(of: context, memory), let flags = memory.word(at: parent), isType(flags), let name = name(of: parent, memory)
      else { break }
      names.append(name)
      context = parent
    }
    return names.reversed().joined(separator: ".")
  }

  /// The kinds of context descriptors that stand for classes, structures and enumerations.
  private static func isType(_ flags: UInt64) -> Bool { (16...18).contains(flags & 31) }

  private static func name(of descriptor: UInt64, _ memory: ProcessMemory) -> String? {
    guard let flags = memory.word(at: descriptor), isType(flags), let place = relative(descriptor &+ 8, memory) else { return nil }
    return memory.text(at: place)
  }

  private static func parent(of descriptor: UInt64, _ memory: ProcessMemory) -> UInt64? {
    guard let place = relative(descriptor &+ 4, memory) else { return nil }
    // The lowest bit says that a pointer to the parent is there and not the parent itself.
    return place & 1 == 0 ? place : memory.word(at: place & ~1)
  }

  /// What a signed 32-bit distance from its own place leads to.
  private static func relative(_ place: UInt64, _ memory: ProcessMemory) -> UInt64? {
    guard let word = memory.word(at: place) else { return nil }
    let distance = Int32(truncatingIfNeeded: word)
    return distance == 0 ? nil : place &+ UInt64(bitPattern: Int64(distance))
  }
}
