import CBPF
import Glibc
import Synchronization

/// The BPF program and its maps in the kernel, through libbpf. Everything is released with it.
final class BPFObject {
  private let object: OpaquePointer
  private var links: [OpaquePointer] = []

  /// Loads the program. No memory lock limit is raised: from kernel 5.11 on none is needed.
  init(processors: Int, rows: Int) throws(SamplingError) {
    Self.captureMessages()
    let bytes = Self.decode(SamplerObject.base64)
    guard let object = bytes.withUnsafeBytes({ bpf_object__open_mem($0.baseAddress, $0.count, nil) }) else {
      throw Self.failure("the BPF program cannot be opened")
    }
    self.object = object
    bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "scratches"), UInt32(processors * HEADROOM_SCRATCH_COUNT))
    bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "steps"), UInt32(processors * HEADROOM_STEP_LIMIT))
    bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "rows"), UInt32(rows))
    // On failure `deinit` closes the object: it runs once everything stored has a value.
    guard bpf_object__load(object) == 0 else { throw Self.failure("the kernel refused the BPF program") }
  }

  deinit {
    for link in links { bpf_link__destroy(link) }
    bpf_object__close(object)
  }

  /// The file descriptor of a map.
  func map(_ name: String) -> Int32 { bpf_map__fd(bpf_object__find_map_by_name(object, name)) }

  /// Attaches a tracing program, or an iterator, at the place its section names.
  @discardableResult
  func attach(_ program: String) throws(SamplingError) -> OpaquePointer {
    guard let link = bpf_program__attach(bpf_object__find_program_by_name(object, program)) else {
      throw Self.failure("the BPF program \(program) cannot be attached")
    }
    links.append(link)
    return link
  }

  /// Attaches a program to an event, which it then owns.
  func attach(_ program: String, toEvent descriptor: Int32) throws(SamplingError) {
    guard let link = bpf_program__attach_perf_event(bpf_object__find_program_by_name(object, program), descriptor) else {
      let error = Self.failure("the BPF program \(program) cannot be attached to a clock")
      close(descriptor)
      throw error
    }
    links.append(link)
  }

  /// Attaches a program to an instruction of a file; -1 stands for all processes.
  func attach(_ program: String, toFunctionIn path: String, offset: UInt64, processID: Int32) throws(SamplingError) {
    links.append(try attachOnce(program, toFunctionIn: path, offset: offset, processID: processID))
  }

  /// The same for as long as the caller keeps the link.
  func attachOnce(_ program: String, toFunctionIn path: String, offset: UInt64, processID: Int32) throws(SamplingError) -> OpaquePointer {
    let found = bpf_object__find_program_by_name(object, program)
    guard let link = bpf_program__attach_uprobe(found, false, processID, path, Int(offset)) else {
      throw Self.failure("the BPF program \(program) cannot be attached to \(path)")
    }
    return link
  }

  /// Ends all programs; what is in the ring can still be read.
  func detach() {
    for link in links { bpf_link__destroy(link) }
    links = []
  }

  static func failure(_ what: String) -> SamplingError {
    let code = errno
    let detail = messages.withLock { $0 }
    let reason = String(cString: strerror(code)) + (detail.isEmpty ? "" : " (\(detail))")
    let isDenied = code == EPERM || code == EACCES
    return SamplingError(
      isDenied ? .permissionDenied : .notSupported, "\(what): \(reason)",
      remedy: isDenied ? "run as root, or once: \(BPFCollector.capabilityCommand)" : "use --collector ptrace")
  }

  /// libbpf's last warning, instead of on the user's terminal.
  private static let messages = Mutex<String>("")

  private static func captureMessages() {
    messages.withLock { $0 = "" }
    libbpf_set_print { level, format, arguments in
      guard level == LIBBPF_WARN, let format, let arguments else { return 0 }
      var buffer = [CChar](repeating: 0, count: 512)
      vsnprintf(&buffer, buffer.count, format, arguments)
      let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let line = text.split(separator: "\n").first.map(String.init) ?? ""
      if !line.isEmpty { BPFObject.messages.withLock { if $0.isEmpty { $0 = line } } }
      return 0
    }
  }

  /// Base64 (RFC 4648) to bytes.
  private static func decode(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    for character in text.utf8 {
      let value: UInt8
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = character - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = character - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - UInt8(ascii: "0") + 52
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default: continue
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }
}
