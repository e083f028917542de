/// Where a thread waits, as /proc/PID/task/TID/syscall tells it without stopping the thread.
struct BlockedThread: Equatable {
  /// Number of the system call; -1 outside of one.
  var systemCall: Int32
  /// Its first two arguments; 0 outside of a system call.
  var first: UInt64 = 0
  var second: UInt64 = 0
  var stackPointer: UInt64
  var programCounter: UInt64

  /// What a look at a thread's system call finds.
  enum Look: Equatable {
    case running
    case waits(BlockedThread)
    /// It is not told to us, or the thread has ended.
    case refused
  }

  /// The `futex` operation without its flags (FUTEX_CMD_MASK).
  var futexOperation: UInt8 { systemCall == SystemCalls.futex ? UInt8(second & 0x7f) : 0 }

  /// The address of the futex it waits at; 0 when that is not known.
  var futexAddress: UInt64 { systemCall == SystemCalls.futex || systemCall == SystemCalls.singleFutex ? first : 0 }

  /// True when the kernel keeps the owner's thread id in the futex: locks with priority inheritance.
  var hasOwner: Bool { systemCall == SystemCalls.futex && (futexOperation == 6 || futexOperation == 13) }

  /// Parses the file's text: `running`, `-1 SP PC`, or a number, six arguments, SP and PC.
  static func parse(_ text: UnsafeRawBufferPointer) -> Look {
    guard text.first != UInt8(ascii: "r") else { return .running }
    let fields = text.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    let numbers = fields.dropFirst().map { hexadecimal($0) }
    guard let head = fields.first, let number = Int32(String(decoding: head, as: UTF8.self)) else { return .refused }
    if number < 0, numbers.count == 2 { return .waits(BlockedThread(systemCall: -1, stackPointer: numbers[0], programCounter: numbers[1])) }
    guard numbers.count == 8 else { return .refused }
    return .waits(
      BlockedThread(systemCall: number, first: numbers[0], second: numbers[1], stackPointer: numbers[6], programCounter: numbers[7]))
  }

  /// The value of `0x…`.
  private static func hexadecimal(_ field: Slice<UnsafeRawBufferPointer>) -> UInt64 {
    field.dropFirst(2).reduce(0) { $0 << 4 | UInt64($1 < 58 ? $1 &- 48 : ($1 | 32) &- 87) & 15 }
  }
}
