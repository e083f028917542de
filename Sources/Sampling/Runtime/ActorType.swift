import Images

/// The name of an actor's type, read from a process's memory.
///
/// Source: Swift ABI, docs/ABI/TypeMetadata.rst: class metadata without Objective-C interoperability has its nominal type descriptor after kind,
/// superclass, flags, instance address point, instance size, alignment mask, class size and class address point; a descriptor has flags, a
/// relative pointer to its parent and one to its name.
enum ActorType {
  /// Stands for the main actor where a task waits for it.
  static let mainExecutor: UInt64 = 1
  private static let descriptorOffset: UInt64 = 40

  /// The name in the nominal type descriptor, with those of the types around it; nil where there is none.
  static func name(ofType metadata: UInt64, _ memory: ProcessMemory) -> String? {
    // Types that are classes of the runtime itself have a metadata kind that is a small number, or none.
    guard let descriptor = memory.word(at: metadata &+ descriptorOffset), descriptor != 0 else { return nil }
    return name(ofDescriptor: descriptor, memory, depth: 0)
  }

  /// Kinds of context descriptors, the lowest five bits of their flags: class, structure, enumeration.
  private static let typeKinds: ClosedRange<UInt64> = 16...18

  private static func name(ofDescriptor descriptor: UInt64, _ memory: ProcessMemory, depth: Int) -> String? {
    guard depth < 8, let flags = memory.word(at: descriptor), typeKinds.contains(flags & 31), let place = relative(descriptor &+ 8, memory),
      let own = text(at: place, memory)
    else { return nil }
    guard let parent = indirectRelative(descriptor &+ 4, memory), let outer = name(ofDescriptor: parent, memory, depth: depth + 1) else {
      return own
    }
    return "\(outer).\(own)"
  }

  /// The address that a relative pointer at `address` leads to.
  private static func relative(_ address: UInt64, _ memory: ProcessMemory) -> UInt64? {
    guard let word = memory.word(at: address) else { return nil }
    let offset = Int32(truncatingIfNeeded: word)
    return offset == 0 ? nil : address &+ UInt64(bitPattern: Int64(offset))
  }

  /// The same of a pointer whose lowest bit says that it leads to another pointer.
  private static func indirectRelative(_ address: UInt64, _ memory: ProcessMemory) -> UInt64? {
    guard let target = relative(address, memory) else { return nil }
    return target & 1 == 0 ? target : memory.word(at: target & ~1)
  }

  /// The null-terminated text at an address: at most 256 bytes, and a name.
  private static func text(at address: UInt64, _ memory: ProcessMemory) -> String? {
    var bytes: [UInt8] = []
    while bytes.count < 256 {
      guard let word = memory.word(at: address &+ UInt64(bytes.count)) else { return nil }
      for shift in stride(from: 0, to: 64, by: 8) {
        let byte = UInt8(truncatingIfNeeded: word >> UInt64(shift))
        if byte == 0 { return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self) }
        bytes.append(byte)
      }
    }
    return nil
  }
}
