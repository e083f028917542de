import CElfutils

/// Reads one row of call frame information as libdw gives it.
enum CallFrameReader {
  /// The rule of a row.
  static func rule(_ frame: OpaquePointer, isSignal: Bool) -> UnwindRule {
    if isSignal { return UnwindRule(frame: .signal) }
    if case .undefined = place(of: X86_64.programCounter, in: frame) { return UnwindRule(frame: .root) }
    guard var rule = frameAddress(frame) else { return UnwindRule() }
    switch place(of: X86_64.framePointer, in: frame) {
    case .saved(let offset): rule.framePointerOffset = offset
    case .same: break
    // Unwinding goes on; only a caller that finds its own caller through the lost register is out of reach.
    case .undefined, .elsewhere: break
    }
    if case .saved(let offset) = place(of: X86_64.asyncContext, in: frame) { rule.asyncContextOffset = offset }
    if case .saved(let offset) = place(of: X86_64.base, in: frame) { rule.baseRegisterOffset = offset }
    return rule
  }

  private enum Place {
    case same, undefined, elsewhere
    /// Relative to the CFA.
    case saved(Int16)
  }

  /// Where a register of the caller is. libdw writes `offset(N)` as `call_frame_cfa, plus_uconst N`.
  private static func place(of register: Int, in frame: OpaquePointer) -> Place {
    var memory = (Dwarf_Op(), Dwarf_Op(), Dwarf_Op())
    return withUnsafeMutablePointer(to: &memory) { tuple in
      tuple.withMemoryRebound(to: Dwarf_Op.self, capacity: 3) { memory in
        var operations: UnsafeMutablePointer<Dwarf_Op>?
        var count = 0
        guard dwarf_frame_register(frame, Int32(register), memory, &operations, &count) == 0 else { return .elsewhere }
        if count == 0 { return operations == nil ? .same : .undefined }
        guard let operations, Int(operations[0].atom) == Int(DW_OP_call_frame_cfa) else { return .elsewhere }
        if count == 1 { return .elsewhere }
        guard count == 2, Int(operations[1].atom) == Int(DW_OP_plus_uconst),
          let offset = Int16(exactly: Int64(bitPattern: UInt64(operations[1].number))), offset != 0
        else { return .elsewhere }
        return .saved(offset)
      }
    }
  }

  /// How the CFA is found, for the forms compilers use.
  private static func frameAddress(_ frame: OpaquePointer) -> UnwindRule? {
    var operations: UnsafeMutablePointer<Dwarf_Op>?
    var count = 0
    guard dwarf_frame_cfa(frame, &operations, &count) == 0, count > 0, let operations else { return nil }
    guard let (register, offset) = registerAndOffset(operations[0]), let offset = Int32(exactly: offset) else { return nil }
    if register == X86_64.base, count == 1 { return UnwindRule(frame: .baseRegister, offset: offset) }
    let isStack = register == X86_64.stackPointer
    guard isStack || register == X86_64.framePointer else { return nil }
    if count == 1 { return UnwindRule(frame: isStack ? .stackPointer : .framePointer, offset: offset) }
    if count == 2, Int(operations[1].atom) == Int(DW_OP_deref) {
      return UnwindRule(frame: isStack ? .stackPointerIndirect : .framePointerIndirect, offset: offset)
    }
    // The linkage table's expression compares the low bits of the program counter with a constant.
    let isTable = isStack && offset == 8 && (0..<count).contains { Int(operations[$0].atom) == Int(DW_OP_and) }
    return isTable ? UnwindRule(frame: .linkageTable, offset: 8) : nil
  }

  private static func registerAndOffset(_ operation: Dwarf_Op) -> (Int, Int64)? {
    let atom = Int(operation.atom)
    if atom >= Int(DW_OP_breg0), atom <= Int(DW_OP_breg31) { return (atom - Int(DW_OP_breg0), Int64(bitPattern: UInt64(operation.number))) }
    if atom == Int(DW_OP_bregx) { return (Int(operation.number), Int64(bitPattern: UInt64(operation.number2))) }
    return nil
  }
}
