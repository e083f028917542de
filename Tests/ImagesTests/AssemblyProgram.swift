/// A program in assembly whose call frame information is written by hand, so that every row is known. It never ends by itself.
enum AssemblyProgram {
  static let source = """
      .text
      .globl _start
      .type _start, @function
    _start:
      .cfi_startproc
      .cfi_undefined %rip
      movq $0x1111, %r14
      movq $0x7777, %rbp
      call outer
      ud2
      .cfi_endproc
      .size _start, . - _start

      .type outer, @function
    outer:
      .cfi_startproc
      pushq %r14
      .cfi_def_cfa_offset 16
      .cfi_offset %r14, -16
      movq $0x2222, %r14
      call inner
      ud2
      .cfi_endproc
      .size outer, . - outer

      .type inner, @function
    inner:
      .cfi_startproc
      pushq %rbp
      .cfi_def_cfa_offset 16
      .cfi_offset %rbp, -16
      movq %rsp, %rbp
      .cfi_def_cfa_register %rbp
      pushq %r14
      .cfi_offset %r14, -24
      movq $0x3333, %r14
      call leaf
      ud2
      .cfi_endproc
      .size inner, . - inner

      .type leaf, @function
    leaf:
      .cfi_startproc
    1: jmp 1b
      .cfi_endproc
      .size leaf, . - leaf

      .type realigned, @function
    realigned:
      .cfi_startproc
      .cfi_escape 0x0f, 0x03, 0x76, 0x78, 0x06
      nop
      .cfi_endproc
      .size realigned, . - realigned

      .type returned, @function
    returned:
      .cfi_startproc
      .cfi_signal_frame
      nop
      .cfi_endproc
      .size returned, . - returned

      .type stuck, @function
    stuck:
      .cfi_startproc
      .cfi_def_cfa_offset 0
      nop
      .cfi_endproc
      .size stuck, . - stuck

      .type elsewhere, @function
    elsewhere:
      .cfi_startproc
      .cfi_def_cfa %rax, 8
      nop
      .cfi_endproc
      .size elsewhere, . - elsewhere

      .p2align 4
      .type undescribed, @function
    undescribed:
      nop
      .size undescribed, . - undescribed

      .section .note.GNU-stack, "", @progbits

    """

  /// Assembles it into `folder`; gives the path of the program, nil without an assembler.
  static func build(in folder: SymbolTestFolder) -> String? {
    SymbolTestTools.clang.flatMap { folder.compile(source, named: "hand.s", with: $0, "-nostdlib -static -Wl,--build-id") }
  }
}
