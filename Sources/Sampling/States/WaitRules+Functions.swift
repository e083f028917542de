/// The functions that the rules know, by their plain names (`WaitPath.plainName`).
extension WaitRules {
  static let futexes = SystemCalls.numbers(["futex", "futex_waitv", "futex_wait"])

  /// What waits for a lock, on Debian 12 with and without the C library's own names, and in Swift's libraries.
  static let lockRoutines = [
    // glibc: mutexes, those of `malloc` and `stdio` included, the mutex after the wait for a condition variable, and read-write locks.
    "lll_lock_wait*", "lll_mutex_lock*", "lll_clocklock*", "futex_lock_pi*", "pthread_mutex_lock*", "pthread_mutex_cond_lock*",
    "pthread_mutex_timedlock*", "pthread_mutex_clocklock*", "pthread_rwlock_rd*", "pthread_rwlock_wr*", "pthread_rwlock_timed*",
    "pthread_rwlock_clock*", "pthread_spin_lock", "mtx_lock", "mtx_timedlock",
    // Foundation's locks end in these, but the last of them has no name where the C library is stripped.
    "$s10Foundation6NSLockC4lock*", "$s10Foundation15NSRecursiveLockC4lock*",
    // Done once: others wait until it is.
    "pthread_once*", "call_once", "cxa_guard_acquire", "dispatch_once*", "swift_once", "ZN5swift14threading_impl9once_slow*",
    // libdispatch: its own locks, and `DispatchQueue.sync`, for which the queue is the lock.
    "dispatch_unfair_lock_lock*", "os_unfair_lock_lock*", "DISPATCH_WAIT_FOR_QUEUE*", "dispatch_sync*", "dispatch_barrier_sync*",
    "dispatch_lane_barrier_sync*", "dispatch_async_and_wait*", "dispatch_barrier_async_and_wait*", "dispatch_event_loop_wait_for_ownership*",
  ]

  static let conditionVariables = ["pthread_cond_wait*", "pthread_cond_timedwait*", "pthread_cond_clockwait*", "cnd_wait", "cnd_timedwait"]

  /// What waits for something that no thread owns.
  static let conditionRoutines =
    conditionVariables + [
      // glibc: semaphores, barriers, the end of a thread.
      "sem_wait*", "sem_timedwait*", "sem_clockwait*", "new_sem_wait*", "pthread_barrier_wait*", "pthread_join*", "pthread_clockjoin*",
      "pthread_timedjoin*", "thrd_join",
      // The C++ library: condition variables, threads, futures, and what waits for an atomic value: semaphores and latches.
      "ZNSt18condition_variable*", "ZNSt6thread4join*", "ZNSt28__atomic_futex_unsigned_base*", "ZNSt8__detail15__platform_wait*",
      "ZNSt8__detail13__waiter_pool*",
      // libdispatch: semaphores, groups, work items, `concurrentPerform`.
      "dispatch_sema4_wait*", "dispatch_sema4_timedwait*", "dispatch_semaphore_wait*", "dispatch_group_wait*", "dispatch_block_wait",
      "dispatch_apply*",
    ]

  /// What has nothing to do when it waits: threads of pools, event loops, the runtime's own threads.
  static let poolFunctions = [
    "dispatch_worker_thread*", "dispatch_root_queue_drain*", "dispatch_mgr_*", "dispatch_event_loop_drain*", "dispatch_sig_thread",
    "dispatch_sigsuspend", "CFRunLoopServiceFileDescriptors*", "CFRunLoopServiceMachPort*", "CFRunLoopRun*", "CFSocketManager*",
    "$ss19CooperativeExecutorC8runUntil*", "$ss19CooperativeExecutorC3run*", "$s8NIOPosix13NIOThreadPoolC*",
  ]
}
