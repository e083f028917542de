/// Routines of locks, the C library and the Swift runtimes: a thread is in one of them whenever it waits, so none of them says who waits.
enum RuntimeRoutines {
  /// Libraries that hold nothing else, by how the names of their files begin.
  private static let libraries = [
    "libc.so", "libc-2", "libpthread", "ld-linux", "libm.so", "libstdc++", "libgcc_s", "libdispatch", "libBlocksRuntime", "libswiftCore",
    "libswift_", "libswiftSynchronization", "libswiftGlibc", "libFoundation", "lib_Foundation", "[vdso]", "[kernel",
  ]

  /// How the names of C routines begin, for programs that have the libraries inside.
  private static let prefixes = [
    "pthread_", "__pthread_", "___pthread_", "__lll_", "lll_", "futex", "__futex", "___futex", "sem_", "__sem_", "__new_sem_", "__GI_", "__libc_",
    "swift_", "_swift_", "dispatch_", "_dispatch_", "os_unfair_", "std::", "__gthread_",
  ]

  private static let names: Set = [
    "syscall", "nanosleep", "clock_nanosleep", "__clock_nanosleep", "usleep", "sleep", "epoll_wait", "poll", "__poll", "ppoll", "select", "read",
    "__read", "write", "__write", "recv", "send", "accept", "accept4", "waitpid", "wait4", "__wait4", "sched_yield", "__sched_yield",
  ]

  /// The outermost functions of every thread.
  private static let starts: Set = [
    "clone", "clone3", "__clone", "__clone3", "start_thread", "_start", "__libc_start_main", "__libc_start_main_impl", "__libc_start_call_main",
  ]

  /// Types that wrap a lock or a wait; their methods (and closures in them) are part of it.
  private static let types = [
    "_MutexHandle", "Mutex", "NSLock", "NSRecursiveLock", "NSConditionLock", "NSCondition", "NIOLock", "NIOLockedValueBox", "LockStorage",
    "ConditionLock", "LockedState", "ManagedCriticalState", "OSAllocatedUnfairLock", "DispatchSemaphore", "DispatchGroup",
  ]

  /// Parts of the paths of source files of these libraries, for what the compiler copied into the program: specialisations and inlined functions.
  private static let sources = ["swift/stdlib/public/", "/swift-corelibs-", "/swift-foundation/", "/usr/include/"]

  /// Whether the file at `path` is such a library.
  static func isLibrary(path: String) -> Bool {
    guard !path.isEmpty else { return false }
    let file = Profile.lastPathComponent(path)
    return libraries.contains { file.hasPrefix($0) }
  }

  /// Whether a thread begins in the function.
  static func startsThread(_ function: Function) -> Bool { starts.contains(function.name) }

  /// Whether the function is such a routine.
  static func isRoutine(_ function: Function) -> Bool {
    function.kind != .ordinary || startsThread(function) || sources.contains { function.file.contains($0) } || isRoutine(function.name)
      || (function.name.isEmpty && isRoutine(function.systemName)) || StandardLibrary.declares(function.systemName)
  }

  private static func isRoutine(_ name: String) -> Bool {
    if names.contains(name) || prefixes.contains(where: { name.hasPrefix($0) }) { return true }
    // What follows the first bracket are arguments: whoever is given a lock is not the lock.
    let path = owner(of: name).prefix { $0 != "(" && $0 != "<" }
    let words = path.split(separator: " ").last?.split(separator: ".").dropLast() ?? []
    return words.contains { word in types.contains { $0 == word } }
  }

  /// The function that a closure or a `defer` is part of: that of "closure #1 in NIOLock.withLock<A>(_:)" or "$defer() in Mutex.withLock(_:)".
  private static func owner(of name: String) -> Substring {
    var depth = 0
    var before: Character = " "
    var start = name.startIndex
    for index in name.indices {
      switch name[index] {
      case "(", "<": depth += 1
      case ")": depth -= 1
      case ">" where before != "-": depth -= 1
      case " " where depth == 0 && name[index...].hasPrefix(" in "): start = name.index(index, offsetBy: 4)
      default: break
      }
      before = name[index]
    }
    return name[start...]
  }
}
