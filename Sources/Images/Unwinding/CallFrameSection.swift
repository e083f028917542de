import CElfutils
import Glibc

/// The functions that a section of call frame information describes.
struct CallFrameSection {
  /// File addresses of each function, as often as it is described, in the section's order.
  private(set) var functions: [Range<UInt64>] = []

  /// Reads the section `name` (`.eh_frame` or `.debug_frame`); empty when the file has none. Stops where it is corrupt.
  init(elf: ELFFile, name: String) {
    guard let (data, address) = elf.section(named: name), let bytes = data.pointee.d_buf, data.pointee.d_size > 0 else { return }
    var identLength = 0
    guard let ident = elf_getident(elf.elf, &identLength), identLength >= Int(EI_NIDENT) else { return }
    let isExceptionFrame = name == ".eh_frame"
    let reader = PointerReader(
      bytes: UnsafeRawBufferPointer(start: bytes, count: data.pointee.d_size), address: address)
    var encodings: [UInt64: UInt8] = [:]
    var offset: UInt64 = 0
    while true {
      var next: UInt64 = 0
      var entry = Dwarf_CFI_Entry()
      let result = ident.withMemoryRebound(to: UInt8.self, capacity: identLength) {
        dwarf_next_cfi($0, data, isExceptionFrame, offset, &next, &entry)
      }
      // 1 at the end; an entry that cannot be read (-1) still says where the next begins.
      guard result <= 0, next > offset, next != UInt64.max else { return }
      if result == 0 {
        if entry.CIE_id == UInt64.max {
          encodings[offset] = isExceptionFrame ? Self.encoding(entry.cie) : 0
        } else if let range = reader.range(entry.fde, encoding: encodings[entry.fde.CIE_pointer] ?? 0) {
          functions.append(range)
        }
      }
      offset = next
    }
  }

  /// The pointer encoding a CIE asks for: the byte for `R` in its augmentation (Linux Standard Base, section 10.6.1.1.1).
  private static func encoding(_ entry: Dwarf_CIE) -> UInt8 {
    guard let augmentation = entry.augmentation, let data = entry.augmentation_data else { return 0 }
    var position = 0
    for index in 0..<16 {
      switch UInt8(bitPattern: augmentation[index]) {
      case UInt8(ascii: "z"), UInt8(ascii: "S"), UInt8(ascii: "B"): continue
      case UInt8(ascii: "R"): return position < entry.augmentation_data_size ? data[position] : 0
      case UInt8(ascii: "L"): position += 1
      case UInt8(ascii: "P"):
        guard position < entry.augmentation_data_size, let size = PointerReader.size(data[position]) else { return 0 }
        position += 1 + size
      default: return 0
      }
    }
    return 0
  }
}

/// Reads encoded pointers of `.eh_frame` (DW_EH_PE_…, Linux Standard Base, section 10.5.1).
private struct PointerReader {
  let bytes: UnsafeRawBufferPointer
  /// Address of the section.
  let address: UInt64

  /// Bytes of a pointer of this encoding; nil for those of variable length.
  static func size(_ encoding: UInt8) -> Int? {
    switch encoding & 0x0f {
    case 0x00, 0x04, 0x0c: 8
    case 0x02, 0x0a: 2
    case 0x03, 0x0b: 4
    default: nil
    }
  }

  /// The addresses an FDE covers: an encoded start, then a length in the same format.
  func range(_ entry: Dwarf_FDE, encoding: UInt8) -> Range<UInt64>? {
    guard let start = entry.start, let end = entry.end, let base = bytes.baseAddress, let size = Self.size(encoding) else { return nil }
    let offset = UnsafeRawPointer(start) - base
    guard offset >= 0, UnsafeRawPointer(end) - base <= bytes.count, offset + 2 * size <= UnsafeRawPointer(end) - base else { return nil }
    guard var first = value(at: offset, encoding), let length = value(at: offset + size, encoding & 0x07) else { return nil }
    switch encoding & 0x70 {
    case 0x00: break
    case 0x10: first = first &+ address &+ UInt64(offset)
    default: return nil
    }
    // A zero start is code the linker has thrown away.
    guard length > 0, length < 1 << 32, first != 0, first &+ length > first else { return nil }
    return first..<(first + length)
  }

  private func value(at offset: Int, _ encoding: UInt8) -> UInt64? {
    switch encoding & 0x0f {
    case 0x00, 0x04, 0x0c: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    case 0x02: UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    case 0x0a: UInt64(bitPattern: Int64(bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self)))
    case 0x03: UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    case 0x0b: UInt64(bitPattern: Int64(bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    default: nil
    }
  }
}
