import CBPF
import Testing

@testable import Sampling

/// A sample as the BPF program writes it into the ring buffer.
struct SampleRecord {
  var head: headroom_sample
  private let words: [UInt64]

  init(kernel: [UInt64] = [], frames: [UInt64] = [], stack: [UInt64] = [], chain: [UInt64] = []) {
    head = headroom_sample()
    head.kind = HEADROOM_SAMPLE.rawValue
    head.kernel_count = UInt32(kernel.count)
    head.frame_count = UInt32(frames.count)
    head.stack_count = UInt32(stack.count)
    head.chain_count = UInt32(chain.count)
    words = kernel + frames + stack + chain
  }

  mutating func setNames(thread: String, task: String) {
    withUnsafeMutableBytes(of: &head.thread_name) { $0.copyBytes(from: thread.utf8.prefix($0.count)) }
    withUnsafeMutableBytes(of: &head.task_name) { $0.copyBytes(from: task.utf8.prefix($0.count)) }
    head.task_name_length = UInt32(task.utf8.count)
  }

  /// The whole record, in memory aligned as the ring's is.
  func withBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) throws -> Result) rethrows -> Result {
    let size = MemoryLayout<headroom_sample>.size
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: size + words.count * 8, alignment: 8)
    defer { bytes.deallocate() }
    withUnsafeBytes(of: head) { bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<size])) }
    words.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: bytes[size...]).copyMemory(from: $0) }
    return try body(bytes)
  }

  /// Calls `body` with the sample that the collector makes of it.
  func parsed(_ body: (RawSample) throws -> Void) throws {
    try withBytes { bytes in
      guard case .sample(let sample)? = BPFRecord.parse(UnsafeRawBufferPointer(bytes)) else { throw Unreadable() }
      try body(sample)
    }
  }

  struct Unreadable: Error {}
}
