import Images

/// What /proc says of a thread.
struct ThreadFacts {
  /// The kernel's name of it.
  var name = ""
  /// Its state as the kernel abbreviates it; 0 when there is no such thread.
  var letter: UInt8 = 0

  init(_ processID: Int32, _ threadID: Int32) {
    let text = ProcFile.bytes("/proc/\(processID)/task/\(threadID)/stat")
    guard let open = text.firstIndex(of: UInt8(ascii: "(")), let close = text.lastIndex(of: UInt8(ascii: ")")), open < close, close + 2 < text.count
    else { return }
    name = String(decoding: text[(open + 1)..<close], as: UTF8.self)
    letter = text[close + 2]
  }

  var hasEnded: Bool { [UInt8(ascii: "Z"), UInt8(ascii: "X"), 0].contains(letter) }
  /// Runs, or waits for nothing but a processor.
  var isReady: Bool { letter == UInt8(ascii: "R") }
  var isWaiting: Bool { letter == UInt8(ascii: "S") || letter == UInt8(ascii: "D") }
  var isUninterruptible: Bool { letter == UInt8(ascii: "D") }
  /// Stopped by a signal, as a shell does it, or by a debugger.
  var isStopped: Bool { letter == UInt8(ascii: "T") || letter == UInt8(ascii: "t") }

  /// How often a thread was given a processor (third field of schedstat).
  static func turns(_ processID: Int32, _ threadID: Int32) -> UInt64 {
    let fields = ProcFile.line("/proc/\(processID)/task/\(threadID)/schedstat").split(separator: " ")
    return fields.count > 2 ? UInt64(fields[2]) ?? 0 : 0
  }
}

/// A system call a thread is in.
struct SystemCall: Equatable {
  var number: Int32
  var arguments: (UInt64, UInt64)

  static func == (left: SystemCall, right: SystemCall) -> Bool { left.number == right.number && left.arguments == right.arguments }

  /// What the kernel says of a thread that cannot be stopped (/proc/TID/syscall), with its stack pointer and program counter; nil when it is
  /// in none.
  static func read(_ processID: Int32, _ threadID: Int32) -> (call: SystemCall, stackPointer: UInt64, programCounter: UInt64)? {
    let fields = ProcFile.line("/proc/\(processID)/task/\(threadID)/syscall").split(separator: " ")
    guard fields.count == 9, let number = Int32(fields[0]) else { return nil }
    let words = fields.dropFirst().compactMap { UInt64($0.dropFirst(2), radix: 16) }
    guard words.count == 8 else { return nil }
    return (SystemCall(number: number, arguments: (words[0], words[1])), words[6], words[7])
  }
}
