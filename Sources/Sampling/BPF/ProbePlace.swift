/// Where in a function a probe costs least.
///
/// The kernel replaces the probed instruction with a breakpoint. A push, a no-operation or a relative jump it then emulates; any other it
/// executes elsewhere in single steps, which takes ten times as long.
enum ProbePlace {
  /// The offset of the first instruction that is emulated and before which the function's arguments are where the caller put them; 0 when none
  /// is found.
  ///
  /// - Parameter code: the function's first bytes, x86-64.
  static func offset(_ code: [UInt8]) -> UInt64 {
    var position = 0
    while position < code.count {
      let rest = code[position...]
      if isEmulated(rest) { return UInt64(position) }
      guard let length = lengthOfHarmless(rest) else { return 0 }
      position += length
    }
    return 0
  }

  private static func isEmulated(_ code: ArraySlice<UInt8>) -> Bool {
    guard let first = code.first else { return false }
    switch first {
    // push, nop, jcc rel8, jmp rel8, jmp rel32
    case 0x50...0x57, 0x90, 0x70...0x7f, 0xeb, 0xe9: return true
    case 0x41: return code.count > 1 && (0x50...0x57).contains(code[code.startIndex + 1])
    default: return false
    }
  }

  /// The length of an instruction that changes nothing but rax or the flags.
  private static func lengthOfHarmless(_ code: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(code.prefix(3))
    guard bytes.count == 3, bytes[0] == 0x48 else { return nil }
    // mov disp32(%rip),%rax and lea disp32(%rip),%rax
    if bytes[1] == 0x8b || bytes[1] == 0x8d, bytes[2] == 0x05 { return 7 }
    // mov (%rax),%rax
    if bytes[1] == 0x8b, bytes[2] == 0x00 { return 3 }
    // test %rax,%rax
    return bytes[1] == 0x85 && bytes[2] == 0xc0 ? 3 : nil
  }
}
