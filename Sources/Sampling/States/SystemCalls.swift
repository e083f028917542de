/// The system calls of Linux on x86-64 in which threads wait, by number.
public enum SystemCalls {
  /// The name of a system call: `futex`; `system call 999` for one that is not listed.
  public static func name(_ number: Int32) -> String { names[number] ?? "system call \(number)" }

  /// The number of a system call with this name; nil for one that is not listed.
  static func number(_ name: String) -> Int32? { numbers[name] }

  /// The numbers of system calls. A name that is not listed is a mistake of ours.
  static func numbers(_ names: [String]) -> [Int32] { names.map { numbers[$0]! } }

  static let futex: Int32 = 202
  /// `futex_wait`, which waits at one futex and takes no operation.
  static let singleFutex: Int32 = 455
  /// What a thread is in whose wait was interrupted by a stop and goes on: the number does not tell which wait it was.
  static let restart: Int32 = 219

  private static let numbers = Dictionary(names.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })

  private static let names: [Int32: String] = [
    0: "read", 1: "write", 2: "open", 3: "close", 4: "stat", 5: "fstat", 6: "lstat", 7: "poll", 9: "mmap", 10: "mprotect", 11: "munmap",
    12: "brk", 16: "ioctl", 17: "pread64", 18: "pwrite64", 19: "readv", 20: "writev", 21: "access", 23: "select", 24: "sched_yield",
    25: "mremap", 26: "msync", 28: "madvise", 34: "pause", 35: "nanosleep", 40: "sendfile", 42: "connect", 43: "accept", 44: "sendto",
    45: "recvfrom", 46: "sendmsg", 47: "recvmsg", 56: "clone", 57: "fork", 58: "vfork", 59: "execve", 60: "exit", 61: "wait4", 65: "semop",
    69: "msgsnd", 70: "msgrcv", 72: "fcntl", 73: "flock", 74: "fsync", 75: "fdatasync", 76: "truncate", 77: "ftruncate", 78: "getdents",
    82: "rename", 83: "mkdir", 84: "rmdir", 86: "link", 87: "unlink", 88: "symlink", 89: "readlink", 128: "rt_sigtimedwait",
    130: "rt_sigsuspend", 149: "mlock", 162: "sync", 187: "readahead", 202: "futex", 208: "io_getevents", 217: "getdents64",
    219: "restart_syscall", 220: "semtimedop", 230: "clock_nanosleep", 231: "exit_group", 232: "epoll_wait", 242: "mq_timedsend",
    243: "mq_timedreceive", 247: "waitid", 257: "openat", 258: "mkdirat", 262: "newfstatat", 263: "unlinkat", 264: "renameat",
    267: "readlinkat", 269: "faccessat", 270: "pselect6", 271: "ppoll", 275: "splice", 276: "tee", 277: "sync_file_range", 278: "vmsplice",
    281: "epoll_pwait", 285: "fallocate", 288: "accept4", 295: "preadv", 296: "pwritev", 299: "recvmmsg", 306: "syncfs", 307: "sendmmsg",
    316: "renameat2", 326: "copy_file_range", 327: "preadv2", 328: "pwritev2", 332: "statx", 426: "io_uring_enter", 435: "clone3",
    437: "openat2", 439: "faccessat2", 441: "epoll_pwait2", 449: "futex_waitv", 455: "futex_wait",
  ]
}
