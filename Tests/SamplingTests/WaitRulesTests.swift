import Profiles
import Testing

@testable import Sampling

/// Stacks as they were on Debian 12 with Swift 6.3.1. `""` is a function of the stripped C library.
@Suite("Wait rules")
struct WaitRulesTests {
  private static let thread = ["$s10Foundation6ThreadC4mainyyF", "start_thread", "__clone3"]
  private static let program = ["$s6server6handleyyF"] + thread
  private static let worker = ["_dispatch_worker_thread", "start_thread", "__clone3"]

  private static let semaphore = [
    "__futex_abstimed_wait_common", "__futex_abstimed_wait_cancelable64", "do_futex_wait", "__new_sem_wait_slow64",
    "_dispatch_sema4_timedwait",
  ]

  private static func futex(_ operation: UInt8, _ functions: [String]) -> ThreadState {
    WaitRules.state(WaitCause(systemCall: 202, operation: operation), functions: functions)
  }

  private static func call(_ name: String, _ functions: [String] = program, uninterruptible: Bool = false) throws -> ThreadState {
    let number = try #require(SystemCalls.number(name))
    return WaitRules.state(WaitCause(systemCall: number, isUninterruptible: uninterruptible), functions: functions)
  }

  @Test("The operation of a futex tells locks with priority inheritance")
  func priorityInheritance() {
    for operation: UInt8 in [6, 13] {
      #expect(Self.futex(operation, ["syscall", "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"] + Self.program) == .lock)
      #expect(Self.futex(operation, []) == .lock)
    }
    #expect(Self.futex(11, Self.program) == .condition)
  }

  @Test(
    "Locks, with and without the C library's own names",
    arguments: [
      (0, ["__GI___lll_lock_wait", "___pthread_mutex_lock"]), (0, ["", "__pthread_mutex_lock"]), (0, ["__lll_lock_wait_private", "malloc"]),
      (9, ["__futex_abstimed_wait_common", "__GI___futex_abstimed_wait64", "___pthread_rwlock_rdlock"]),
      (9, ["", "", "__pthread_rwlock_wrlock"]), (9, ["", "", "pthread_mutex_timedlock"]),
      (9, ["__futex_abstimed_wait_common", "__GI___futex_abstimed_wait64", "__pthread_mutex_clocklock_common"]),
      (0, ["__pthread_once_slow"]), (0, ["syscall", "__cxa_guard_acquire"]),
      (0, ["syscall", "_ZN5swift14threading_impl9once_slowERNS0_6once_tEPFvPvES3_"]),
      (0, ["syscall", "_dispatch_futex_wait", "_dispatch_thread_event_wait_slow", "__DISPATCH_WAIT_FOR_QUEUE__", "_dispatch_sync_f_slow"]),
      (0, ["syscall", "_dispatch_futex_wait", "_dispatch_unfair_lock_lock_slow"]),
      (0, ["syscall", "_dispatch_wait_on_address", "_dispatch_once_wait"]),
      (0, [""]),
    ] as [(UInt8, [String])])
  func locks(_ operation: UInt8, _ routines: [String]) { #expect(Self.futex(operation, routines + Self.program) == .lock) }

  @Test(
    "What no thread owns, with and without the C library's own names",
    arguments: [
      (9, ["__futex_abstimed_wait_common", "__GI___futex_abstimed_wait_cancelable64", "___pthread_cond_wait"]),
      (9, ["", "", "pthread_cond_wait"]), (9, ["", "", "pthread_cond_timedwait"]), (0, ["pthread_cond_wait"]),
      (9, ["__futex_abstimed_wait_common", "__futex_abstimed_wait_cancelable64", "do_futex_wait", "__new_sem_wait_slow64"]), (9, ["", "", "", ""]),
      (9, ["__futex_abstimed_wait_common", "__pthread_clockjoin_ex"]), (9, ["", "", "_ZNSt6thread4joinEv"]), (0, ["", "pthread_barrier_wait"]),
      (9, ["", "", "", "", "_dispatch_sema4_wait", "_dispatch_semaphore_wait_slow"]),
      (0, ["syscall", "_dispatch_wait_on_address", "_dispatch_group_wait_slow", "dispatch_block_wait", "$s8Dispatch0A8WorkItemC4waityyF"]),
      (0, ["syscall", "_dispatch_futex_wait", "_dispatch_thread_event_wait_slow", "_dispatch_apply_invoke_and_wait", "dispatch_apply_f"]),
      (0, ["syscall", "_dispatch_futex_wait", "_dispatch_thread_event_wait_slow"]),
      (0, ["syscall", "_ZNSt28__atomic_futex_unsigned_base19_M_futex_wait_untilEPjjbNSt6chrono8durationIlSt5ratioILl1ELl1EEEE"]),
    ] as [(UInt8, [String])])
  func conditions(_ operation: UInt8, _ routines: [String]) { #expect(Self.futex(operation, routines + Self.program) == .condition) }

  @Test("A woken waiter that takes its mutex back waits for a lock")
  func reacquire() {
    #expect(Self.futex(0, ["__GI___lll_lock_wait", "__pthread_mutex_cond_lock", "___pthread_cond_wait"] + Self.program) == .lock)
    #expect(Self.futex(0, ["", "", "pthread_cond_wait"] + Self.program) == .lock)
  }

  @Test("A pool's thread is idle when nothing but the pool is between the wait and its start")
  func pools() {
    let wait = Self.semaphore
    #expect(Self.futex(9, wait + ["_dispatch_semaphore_wait_slow"] + Self.worker) == .idle)
    #expect(Self.futex(9, ["", "", "", "", "_dispatch_sema4_timedwait", "_dispatch_semaphore_wait_slow"] + Self.worker) == .idle)
    let blocked = ["_dispatch_semaphore_wait_slow", "$s6server4workyyF", "_dispatch_client_callout", "_dispatch_lane_invoke"]
    #expect(Self.futex(9, wait + blocked + Self.worker) == .condition)
    // A pool that waits for a lock of its own is not idle.
    #expect(Self.futex(0, ["__lll_lock_wait", "__pthread_mutex_lock"] + Self.worker) == .lock)
  }

  @Test("What lies beyond the program's own function does not matter")
  func ownWaits() {
    let own = ["syscall", "$s6server7myFutexyyF"]
    #expect(Self.futex(0, own + ["_dispatch_client_callout", "_dispatch_sync_f_slow"] + Self.program) == .unknown)
    #expect(Self.futex(9, own + ["swift_once"] + Self.program) == .unknown)
    #expect(Self.futex(9, ["sem_wait", "$s6server4slow_WZ", "swift_once"] + Self.program) == .condition)
  }

  @Test("Event loops are idle, and poll and select only in run loops")
  func loops() throws {
    for name in ["epoll_wait", "epoll_pwait", "epoll_pwait2", "io_uring_enter", "accept4", "pause", "rt_sigsuspend", "rt_sigtimedwait"] {
      #expect(try Self.call(name) == .idle)
    }
    let loop = ["__CFRunLoopServiceFileDescriptors", "__CFRunLoopRun", "CFRunLoopRunSpecific", "$s10Foundation7RunLoopC3runyyF"]
    #expect(try Self.call("ppoll", ["__ppoll"] + loop + Self.thread) == .idle)
    #expect(try Self.call("ppoll", ["__ppoll"] + Self.program) == .io)
    #expect(try Self.call("pselect6", ["__select", "__CFSocketManager", "start_thread"]) == .idle)
    #expect(try Self.call("pselect6", ["__select"] + Self.program) == .io)
    #expect(try Self.call("clock_nanosleep", ["clock_nanosleep", "__nanosleep", "sleep"] + Self.program) == .sleep)
    let executor = "$ss19CooperativeExecutorC8runUntilyySbyXEKF"
    #expect(try Self.call("clock_nanosleep", ["clock_nanosleep", "__nanosleep", "swift_sleep", executor, "main"]) == .idle)
  }

  @Test("System calls that tell by themselves")
  func systemCalls() throws {
    for name in ["read", "sendto", "recvmsg", "connect", "fsync", "openat", "close", "newfstatat", "getdents64", "rename", "sendfile", "fcntl"] {
      #expect(try Self.call(name) == .io)
      #expect(try Self.call(name, uninterruptible: true) == .io)
    }
    for name in ["wait4", "waitid", "semop", "semtimedop"] { #expect(try Self.call(name) == .condition) }
    #expect(try Self.call("flock") == .lock)
    #expect(try Self.call("sched_yield") == .runqueue)
    for name in ["mmap", "munmap", "mprotect", "madvise", "brk"] { #expect(try Self.call(name, uninterruptible: true) == .fault) }
    #expect(WaitRules.state(WaitCause(systemCall: -1), functions: Self.program) == .fault)
    #expect(WaitRules.state(WaitCause(systemCall: 999), functions: Self.program) == .unknown)
    #expect(WaitRules.state(WaitCause(systemCall: 999, isUninterruptible: true), functions: Self.program) == .fault)
    #expect(WaitRules.state(WaitCause(systemCall: 202, operation: 0, isUninterruptible: true), functions: Self.program) == .fault)
  }

  @Test("A wait that was stopped and goes on is told by its leaf")
  func restarts() throws {
    #expect(try Self.call("restart_syscall", ["__GI___clock_nanosleep", "__GI___nanosleep", "__sleep"] + Self.program) == .sleep)
    #expect(try Self.call("restart_syscall", ["__GI___poll"] + Self.program) == .io)
    let wait = Self.semaphore
    #expect(try Self.call("restart_syscall", wait + ["_dispatch_semaphore_wait_slow"] + Self.worker) == .idle)
    #expect(try Self.call("restart_syscall", wait + Self.program) == .condition)
  }

  @Test("Every rule can be told, and every listed system call has a name and a number")
  func table() {
    for rule in WaitRules.all {
      #expect(rule.sentence.last == "." && !rule.condition.isEmpty)
      for number in rule.systemCalls where number >= 0 { #expect(SystemCalls.number(SystemCalls.name(number)) == number) }
    }
    #expect(SystemCalls.name(202) == "futex")
    #expect(SystemCalls.name(999) == "system call 999")
  }

  @Test("Aliases and suffixes do not matter")
  func plainNames() {
    #expect(WaitPath.plainName("__GI___pthread_mutex_lock") == "pthread_mutex_lock")
    #expect(WaitPath.plainName("__libc_read") == "read")
    #expect(WaitPath.plainName("_dispatch_worker_thread.cold.1") == "dispatch_worker_thread")
    #expect(WaitPath.plainName("pthread_join@@GLIBC_2.34") == "pthread_join")
    #expect(WaitPath.plainName("$s1s2goyyF.resume.0") == "$s1s2goyyF.resume.0")
    #expect(WaitPath.plainName("") == "")
  }
}
