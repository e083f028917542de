/// The first instructions of an async funclet.
///
/// A funclet that is resumed is handed its callee's context, and keeps that in its frame's slot until it has stored its own there. A sample
/// before that store finds the chain of the callee: the funclet itself comes first in it.
enum FuncletPrologue {
  /// As much code is looked at; Swift 6 emits the store within the first 50 bytes.
  static let length = 96

  /// From here on the frame stands: `push %rbp; push %r14; lea 8(%rsp),%rbp` come first. Before, the register is all there is.
  static let frameLength: UInt64 = 8

  /// How many bytes from its start on a funclet's slot does not hold its own context: up to and with the store.
  ///
  /// A stub without a frame stores nothing: there all of `length` counts.
  ///
  /// - Parameter code: The funclet's first bytes, x86-64.
  static func staleLength(_ code: [UInt8]) -> UInt64 {
    // `sub $8,%rA` makes the slot's address out of the frame pointer; the first `mov %reg,(%rA)` after it is the store. In code that was not
    // optimised so the store may be `mov %reg,-8(%rbp)`.
    var address: UInt8?
    for index in 0..<max(0, min(code.count, length) - 3) {
      let (prefix, operation, operands) = (code[index], code[index + 1], code[index + 2])
      if prefix & 0xfb == 0x48, operation == 0x89, operands & 0xc7 == 0x45, code[index + 3] == 0xf8 { return UInt64(index) + 1 }
      if let address {
        let base = operands & 7 | (prefix & 1) << 3
        if prefix & 0xfa == 0x48, operation == 0x89, operands & 0xc0 == 0, base == address { return UInt64(index) + 1 }
      } else if prefix & 0xfe == 0x48, operation == 0x83, operands & 0xf8 == 0xe8, code[index + 3] == 8 {
        let register = operands & 7 | (prefix & 1) << 3
        if register != stackPointer { address = register }
      }
    }
    return UInt64(length)
  }

  private static let stackPointer: UInt8 = 4
}
