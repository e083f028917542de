import CElfutils
import Glibc

/// An ELF file opened through libelf: its identity, its segments and a handle for those who read more.
///
/// Opening never traps on a malformed file; what cannot be read is an `ImageError` or empty. Use from one thread at a time.
public final class ELFFile {
  /// The path it was opened by, which may lead through `/proc/PID/root` or `/proc/PID/map_files`.
  public let openPath: String
  /// libelf's handle; lives as long as this object.
  public let elf: OpaquePointer
  /// Lower-case hexadecimal GNU build id; empty when there is none.
  public let buildID: String
  /// ELF `e_machine`.
  public let machine: UInt16
  /// ELF `e_type`: 2 executable, 3 shared or position-independent.
  public let type: UInt16
  /// Virtual address of the first instruction; 0 when there is none.
  public let entry: UInt64
  public let segments: [Segment]
  private let descriptor: Int32
  private let bytes: UnsafeMutableRawBufferPointer?

  /// A loadable segment (`PT_LOAD`).
  public struct Segment: Sendable, Equatable {
    public var virtualAddress: UInt64
    public var memorySize: UInt64
    public var fileOffset: UInt64
    public var fileSize: UInt64
    public var isExecutable: Bool
  }

  /// Opens a file on disk.
  public convenience init(path: String) throws(ImageError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ImageError(.unreadable, "cannot open \(path): \(String(cString: strerror(errno)))") }
    try self.init(openPath: path, descriptor: descriptor, bytes: nil)
  }

  /// Opens a copy of an image in memory, such as the vDSO.
  public convenience init(bytes: [UInt8], name: String) throws(ImageError) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
    copy.copyBytes(from: bytes)
    try self.init(openPath: name, descriptor: -1, bytes: copy)
  }

  private init(openPath: String, descriptor: Int32, bytes: UnsafeMutableRawBufferPointer?) throws(ImageError) {
    elf_version(UInt32(EV_CURRENT))
    let handle =
      if let bytes {
        elf_memory(bytes.bindMemory(to: CChar.self).baseAddress, bytes.count)
      } else {
        elf_begin(descriptor, ELF_C_READ_MMAP, nil)
      }
    guard let handle, elf_kind(handle) == ELF_K_ELF, gelf_getclass(handle) == ELFCLASS64 else {
      if let handle { elf_end(handle) }
      if descriptor >= 0 { close(descriptor) }
      bytes?.deallocate()
      throw ImageError(.notELF, "\(openPath) is not a 64-bit ELF file")
    }
    self.openPath = openPath
    self.descriptor = descriptor
    self.bytes = bytes
    elf = handle
    var header = GElf_Ehdr()
    gelf_getehdr(handle, &header)
    machine = header.e_machine
    type = header.e_type
    entry = header.e_entry
    buildID = Self.readBuildID(handle)
    segments = Self.readSegments(handle)
  }

  deinit {
    elf_end(elf)
    if descriptor >= 0 { close(descriptor) }
    bytes?.deallocate()
  }

  /// The virtual address that the byte at `fileOffset` is loaded at (before relocation), if a segment holds it.
  public func virtualAddress(ofFileOffset fileOffset: UInt64) -> UInt64? {
    for segment in segments where fileOffset >= segment.fileOffset && fileOffset - segment.fileOffset < segment.fileSize {
      return segment.virtualAddress &+ (fileOffset - segment.fileOffset)
    }
    return nil
  }

  /// Where in the file the byte is that is loaded at a virtual address, if a segment holds it.
  public func fileOffset(of virtualAddress: UInt64) -> UInt64? {
    segment(holding: virtualAddress).map { $0.fileOffset &+ (virtualAddress - $0.virtualAddress) }
  }

  /// The segment with the byte of the file that is loaded at a virtual address.
  private func segment(holding virtualAddress: UInt64) -> Segment? {
    segments.first { virtualAddress >= $0.virtualAddress && virtualAddress - $0.virtualAddress < $0.fileSize }
  }

  /// The bytes of the file at a virtual address, at most `count`; fewer where a segment ends.
  public func code(at address: UInt64, count: Int) -> [UInt8] {
    guard let segment = segment(holding: address) else { return [] }
    let offset = address - segment.virtualAddress
    let length = min(count, Int(clamping: segment.fileSize - offset))
    guard let place = Int64(exactly: segment.fileOffset &+ offset), let data = elf_getdata_rawchunk(elf, place, length, ELF_T_BYTE),
      let bytes = data.pointee.d_buf
    else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: data.pointee.d_size))
  }

  private static func readBuildID(_ elf: OpaquePointer) -> String {
    var pointer: UnsafeRawPointer?
    let length = dwelf_elf_gnu_build_id(elf, &pointer)
    guard length > 0, let pointer else { return "" }
    let digits = Array("0123456789abcdef")
    return UnsafeRawBufferPointer(start: pointer, count: Int(length)).reduce(into: "") { text, byte in
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
  }

  private static func readSegments(_ elf: OpaquePointer) -> [Segment] {
    var count = 0
    guard elf_getphdrnum(elf, &count) == 0 else { return [] }
    var segments: [Segment] = []
    var header = GElf_Phdr()
    for index in 0..<min(count, 4096) {
      guard gelf_getphdr(elf, Int32(index), &header) != nil else { break }
      guard header.p_type == UInt32(PT_LOAD) else { continue }
      segments.append(
        Segment(
          virtualAddress: header.p_vaddr, memorySize: header.p_memsz, fileOffset: header.p_offset, fileSize: header.p_filesz,
          isExecutable: header.p_flags & UInt32(PF_X) != 0))
    }
    return segments
  }
}

/// Why an image could not be used.
public struct ImageError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable { case unreadable, notELF, corrupt, missing }
  public var code: Code
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
