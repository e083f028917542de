import Glibc
import Images

/// What is kept of one thread of a snapshot, for what is done after the process runs again.
struct ThreadCopy {
  let threadID: Int32
  /// What the kernel said before the stop.
  let facts: ThreadFacts
  var isStopped = false
  var registers = Registers()
  var stack: [UInt8] = []
  /// The system call it waits in.
  var call: SystemCall?
  /// It was in a system call that did not make it wait.
  var isInKernel = false
  /// It was ready to run and had no processor.
  var wasQueued = false
  /// Address of its current task; 0 outside of one.
  var task: UInt64 = 0
  /// The actor it works for; 0 for none.
  var actor: UInt64 = 0
  var chain = AsyncChain()
  var resumePCs: [UInt64] = []
  /// What stood around the address it waits on.
  var probe: LockProbe?

  init(threadID: Int32, facts: ThreadFacts) {
    self.threadID = threadID
    self.facts = facts
  }

  /// The system call of a stopped thread: the kernel keeps its number aside, and the result tells whether it was broken off.
  ///
  /// - Parameter isInterrupted: true where it would still wait.
  static func call(_ stopped: StoppedThread) -> (call: SystemCall, isInterrupted: Bool)? {
    guard stopped.systemCall >= 0, let number = Int32(exactly: stopped.systemCall) else { return nil }
    let result = Int64(bitPattern: stopped.registers[0])
    // Linux, include/linux/errno.h: ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND, ERESTART_RESTARTBLOCK; some calls give EINTR.
    let isInterrupted = [-512, -513, -514, -516, -Int64(EINTR)].contains(result)
    // rdi and rsi, by DWARF number.
    return (SystemCall(number: number, arguments: (stopped.registers[5], stopped.registers[4])), isInterrupted)
  }
}
