/// Why a thread left its processor, as far as the kernel tells: the same for all collectors.
public struct WaitCause: Sendable, Hashable {
  /// Number of the system call it is in (x86-64); -1 outside of one.
  public var systemCall: Int32
  /// For `futex`, the operation without its flags (FUTEX_CMD_MASK); else 0.
  public var operation: UInt8
  /// It cannot be interrupted (state `D`): a disk or a lock of the kernel.
  public var isUninterruptible: Bool

  public init(systemCall: Int32, operation: UInt8 = 0, isUninterruptible: Bool = false) {
    self.systemCall = systemCall
    self.operation = operation
    self.isUninterruptible = isUninterruptible
  }

  /// It does not run and waits for nothing: a debugger or a signal has stopped it.
  public static let stopped = WaitCause(systemCall: -2)
  /// It waited, and nobody has seen for what.
  public static let unseen = WaitCause(systemCall: -3)
}
