import Testing

@testable import Profiles

@Suite struct LockTableTests {
  @Test("Waits, run queue, victims and culprits of each lock, the longest waited for first")
  func sums() throws {
    var rows = WaitProfile()
    rows.add("main;load;pthread_mutex_lock", .wait, 50, waits: 5, ["state": "lock", "lock": "m1"])
    rows.add("main;store;pthread_mutex_lock", .wait, 30, waits: 1, ["state": "lock", "lock": "m1"])
    rows.add("main;load;pthread_mutex_lock", .wait, 7, ["state": "runqueue", "lock": "m1"])
    rows.add("main;load;pthread_mutex_lock", .wait, 9, ["state": "runqueue"])
    rows.add("main;other;pthread_mutex_lock", .wait, 90, ["state": "lock", "lock": "m2"])
    rows.add("main;other;pthread_mutex_lock", .wait, 2, ["state": "lock"])
    rows.add("main;store;memcpy!/lib/libc.so.6", .blame, 45, ["lock": "m1", "thread": "w", "victim": "read in t"], tid: 1)
    rows.add("main;store", .blame, 15, ["lock": "m1", "thread": "w", "victim": "write in t"], tid: 2)
    rows.add("[unknown holder]", .blame, 20, ["lock": "m1", "victim": "read in t"])
    let table = LockTable(try WaitSource(rows.profile))
    #expect(table.rows.map(\.name) == ["m2", "m1", "[unknown lock]"])
    #expect(table.wait == 172)
    let lock = table.rows[1]
    #expect([lock.wait, lock.waits, lock.runqueue] == [80, 6, 7])
    #expect(lock.victims.map { "\($0.frame.name) \($0.value) \($0.waits)" } == ["load 50 5", "store 30 1"])
    #expect(
      lock.culprits.map { "\($0.frame.name) \($0.thread) \($0.threadID ?? 0) \($0.value)" } == [
        "store w 1 45", "[unknown holder]  0 20", "store w 2 15",
      ])
    #expect(
      lock.holders.map { "\($0.frame.name) \($0.value) \($0.threads.joined(separator: ","))" } == ["store 60 w (1),w (2)", "[unknown holder] 20 "])
    #expect(lock.holders[0].victims.map { "\($0.name) \($0.value)" } == ["read in t 45", "write in t 15"])
  }

  @Test(
    "Routines of locks, libraries and the kernel are not who waits",
    arguments: [
      "pthread_mutex_lock", "__lll_lock_wait", "futex_wait?", "syscall", "___pthread_mutex_lock", "swift_task_enqueue", "os_unfair_lock_lock",
      "Mutex.withLock<A>(_:)", "_MutexHandle._lock()", "Synchronization._MutexHandle._lock()", "specialized Mutex.withLock<A>(_:)", "NSLock.lock()",
      "NSRecursiveLock.lock()", "closure #1 in NIOLock.withLock<A>(_:)", "std::mutex::lock()", "anything!/usr/lib/x86_64-linux-gnu/libc.so.6",
      "anything!/usr/lib/swift/linux/libswiftCore.so", "anything!/usr/lib/libFoundation.so",
      "Dictionary.merge(_:)@/home/build/swift/stdlib/public/core/Dictionary.swift", "DispatchSemaphore.wait()",
      "$defer() in Mutex.withLock(_:)", "_MutexHandle._unlockSlow()", "_MutexHandle._lockSlow(_:)", "pthread_mutex_unlock",
      "closure #1 (Int) -> () in closure #2 in Mutex.withLock<A>(_:)",
    ])
  func routines(_ routine: String) throws {
    var rows = WaitProfile()
    rows.add("main;Account.deposit(_:);\(routine);\(routine)", .wait, 1, ["state": "lock", "lock": "m"])
    #expect(try LockTable(WaitSource(rows.profile)).rows[0].victims.map(\.frame.name) == ["Account.deposit(_:)"])
  }

  @Test(
    "A function of the program is who waits, whatever its name has of locks",
    arguments: [
      "MutexCache.get()", "lock(_:)", "Store.with(_: Synchronization.Mutex<Int>)", "Locker.NSLockFactory()", "withMutex()", "Mutexes.lock()",
      "libc.so()", "reading(_:)", "swiftly()", "closure #1 in Account.lock()",
      "$defer() in Account.save(_:)", "closure #1 in criticalSection(_: Mutex<Int>)", "Account.copy(_: (Int) -> () in Mutex.withLock(_:))",
    ])
  func functions(_ name: String) throws {
    var rows = WaitProfile()
    rows.add("main;\(name);pthread_mutex_lock", .wait, 1, ["state": "lock", "lock": "m"])
    #expect(try LockTable(WaitSource(rows.profile)).rows[0].victims.map(\.frame.name) == [name])
  }

  @Test("A stack of nothing but routines is named by the one the library was entered by, and an empty one is unknown")
  func nothingElse() throws {
    var rows = WaitProfile()
    rows.add("_start;start_thread;pthread_mutex_lock;__lll_lock_wait;futex_wait?", .wait, 2, ["state": "lock", "lock": "m"])
    rows.add("", .wait, 1, ["state": "lock", "lock": "m"])
    #expect(try LockTable(WaitSource(rows.profile)).rows[0].victims.map(\.frame.name) == ["pthread_mutex_lock", "[unknown]"])
  }

  @Test("What holders did is processor time with the lock's label, from the function that holds inwards; such time is no wait")
  func work() throws {
    var rows = WaitProfile()
    rows.add("main;load;pthread_mutex_lock", .wait, 50, waits: 5, ["state": "lock", "lock": "m"])
    rows.add("main;store;$defer() in Mutex.withLock(_:);syscall", .blame, 50, waits: 5, ["lock": "m", "victim": "load in t"])
    rows.add("main;store;hold;spin;memcpy!/lib/libc.so", .cpu, 30, ["state": "user", "lock": "m"])
    rows.add("main;store;hold;tick?", .cpu, 8, ["state": "kernel", "lock": "m"])
    rows.add("main;store;syscall;futex?", .cpu, 2, ["state": "kernel", "lock": "m"])
    rows.add("[on a processor between samples]", .cpu, 1, ["state": "user", "lock": "m"])
    rows.add("main;store;hold;spin", .cpu, 700, ["state": "user"])
    let table = LockTable(try WaitSource(rows.profile))
    #expect(table.rows.count == 1 && table.wait == 50)
    let lock = table.rows[0]
    #expect([lock.wait, lock.waits, lock.runqueue] == [50, 5, 0])
    #expect(lock.victims.map(\.frame.name) == ["load"] && lock.holders.map(\.frame.name) == ["store"])
    #expect(lock.work.total == 41)
    #expect(
      lock.work.rows.map { "\($0.frame.name) \($0.selfValue) \($0.total)" } == [
        "hold 8 38", "spin 30 30", "store 2 2", "[on a processor between samples] 1 1",
      ])
  }
}
