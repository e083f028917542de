import Profiles

/// Tells the state of a thread that waits, from its system call and its stack. The rules are data.
public enum WaitRules {
  /// - Parameter functions: Names of the functions on the thread's stack, as in the symbol table, leaf first; empty for one without a name.
  public static func state(_ cause: WaitCause, functions: [String]) -> ThreadState {
    let path = WaitPath(functions)
    var cause = cause
    if cause.systemCall == SystemCalls.restart { resolveRestart(&cause, path) }
    return all.first { $0.holds(for: cause, path) }?.state ?? .unknown
  }

  /// The rules in their order: the first that holds tells the state.
  public static let all: [WaitRule] = ready + idle + [uninterruptible] + locks + idlePools + conditions + unnamed + others

  /// The routines whose names tell what is waited for.
  static let routines = lockRoutines + conditionRoutines

  /// A wait that was stopped goes on under another number; the routine at the leaf tells which it was.
  private static func resolveRestart(_ cause: inout WaitCause, _ path: WaitPath) {
    let aliases = ["select": "pselect6", "pselect": "pselect6", "poll": "poll", "nanosleep": "clock_nanosleep"]
    let leaf = path.routines.first { !$0.isEmpty } ?? ""
    cause.systemCall = SystemCalls.number(aliases[leaf] ?? leaf) ?? SystemCalls.futex
    // Only waits until a time go on like this, and those of the C library are of this operation.
    cause.operation = 9
  }

  // MARK: The rules

  private static let ready = [
    WaitRule(.runqueue, "It has given up its processor to others.", systemCalls: SystemCalls.numbers(["sched_yield"]), isUninterruptible: false),
    WaitRule(.fault, "It waits outside of any system call: for a page of memory.", systemCalls: [-1]),
  ]

  private static let idle = [
    WaitRule(
      .idle, "An event loop or a server waits for events, connections or signals.",
      systemCalls: SystemCalls.numbers([
        "epoll_wait", "epoll_pwait", "epoll_pwait2", "io_uring_enter", "accept", "accept4", "pause", "rt_sigsuspend", "rt_sigtimedwait",
      ]), isUninterruptible: false),
    WaitRule(
      .idle, "A run loop or a cooperative executor has nothing to do.",
      systemCalls: SystemCalls.numbers(["poll", "ppoll", "select", "pselect6", "nanosleep", "clock_nanosleep"]), isUninterruptible: false,
      .calledBy(poolFunctions)),
    WaitRule(
      .sleep, "It sleeps until a time.", systemCalls: SystemCalls.numbers(["nanosleep", "clock_nanosleep"]), isUninterruptible: false),
  ]

  /// Waits for which there is no signal to wait for: what is uninterruptible there waits for memory.
  private static let uninterruptible = WaitRule(
    .fault, "It waits uninterruptibly where only a page of memory can be missing.",
    systemCalls: futexes + idle[0].systemCalls + idle[1].systemCalls + SystemCalls.numbers(["wait4", "waitid", "semop", "semtimedop"]),
    isUninterruptible: true)

  private static let locks = [
    WaitRule(
      .lock, "It waits for a lock with priority inheritance: Swift's Mutex, swift_once.", systemCalls: [SystemCalls.futex], operations: [6, 13]),
    WaitRule(.lock, "It waits for a lock that another thread holds.", systemCalls: futexes, operations: [0, 9], .within(lockRoutines)),
    WaitRule(
      .lock, "It was woken in a condition variable's wait and waits for the mutex.", systemCalls: futexes, operations: [0],
      .withinUnnamed(conditionVariables)),
    WaitRule(.lock, "It waits for the lock of a file.", systemCalls: SystemCalls.numbers(["flock"])),
  ]

  private static let idlePools = [
    WaitRule(.idle, "A thread of a pool waits for work.", systemCalls: futexes, operations: [0, 9], .calledBy(poolFunctions))
  ]

  private static let conditions = [
    WaitRule(
      .condition, "It waits for a condition variable whose mutex has priority inheritance.", systemCalls: [SystemCalls.futex], operations: [11]),
    WaitRule(
      .condition, "It waits for a condition variable, a semaphore, a group, or the end of a thread.", systemCalls: futexes, operations: [0, 9],
      .within(conditionRoutines)),
    WaitRule(
      .condition, "It waits until another thread tells it to go on.", systemCalls: futexes, operations: [0, 9],
      .through(["dispatch_thread_event_wait*"])),
    WaitRule(
      .condition, "It waits for the end of a process, or for a semaphore or a message of another process.",
      systemCalls: SystemCalls.numbers([
        "wait4", "waitid", "semop", "semtimedop", "msgsnd", "msgrcv", "mq_timedsend", "mq_timedreceive",
      ])),
    WaitRule(
      .condition, "It waits until a child that shares its memory runs its own program.",
      systemCalls: SystemCalls.numbers(["vfork", "clone", "clone3"]), isUninterruptible: true),
  ]

  /// Where the C library is stripped only the operation is left: its locks wait with WAIT, its semaphores and joins with WAIT_BITSET.
  private static let unnamed = [
    WaitRule(
      .lock, "A stripped C library waits as it does for locks.", systemCalls: [SystemCalls.futex], operations: [0], .unnamed),
    WaitRule(
      .condition, "A stripped C library waits as it does for semaphores and for the end of threads.", systemCalls: [SystemCalls.futex],
      operations: [9], .unnamed),
  ]

  private static let others = [
    WaitRule(
      .io, "It waits for a file, a pipe, a socket or a disk.",
      systemCalls: SystemCalls.numbers([
        "read", "write", "open", "close", "stat", "fstat", "lstat", "poll", "ioctl", "pread64", "pwrite64", "readv", "writev", "access",
        "select", "msync", "sendfile", "connect", "sendto", "recvfrom", "sendmsg", "recvmsg", "execve", "fcntl", "fsync", "fdatasync",
        "truncate", "ftruncate", "getdents", "rename", "mkdir", "rmdir", "link", "unlink", "symlink", "readlink", "sync", "readahead",
        "io_getevents", "getdents64", "openat", "mkdirat", "newfstatat", "unlinkat", "renameat", "readlinkat", "faccessat", "pselect6",
        "ppoll", "splice", "tee", "sync_file_range", "vmsplice", "fallocate", "preadv", "pwritev", "recvmmsg", "syncfs", "sendmmsg",
        "renameat2", "copy_file_range", "preadv2", "pwritev2", "statx", "openat2", "faccessat2",
      ])),
    WaitRule(
      .fault, "It waits to change or fill its memory map.",
      systemCalls: SystemCalls.numbers(["mmap", "mprotect", "munmap", "brk", "mremap", "madvise", "mlock"])),
    WaitRule(.fault, "It waits uninterruptibly in a call that waits for nothing else.", systemCalls: [], isUninterruptible: true),
  ]
}
