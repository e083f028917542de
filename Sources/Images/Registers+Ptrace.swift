import CLinux

extension Registers {
  /// The registers of a stopped thread as PTRACE_GETREGS gives them, x86-64.
  public init(_ raw: user_regs_struct) {
    values = [
      raw.rax, raw.rdx, raw.rcx, raw.rbx, raw.rsi, raw.rdi, raw.rbp, raw.rsp, raw.r8, raw.r9, raw.r10, raw.r11, raw.r12, raw.r13, raw.r14,
      raw.r15, raw.rip,
    ]
  }
}
