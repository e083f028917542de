import Glibc
import Images
import Profiles
import Testing

@testable import Sampling

/// What a snapshot's parts are put together to.
@Suite("The findings of a snapshot")
struct SnapshotFindingTests {
  private func thread(_ number: Int, owner: Int? = nil, state: ThreadState = .lock, stack: [String] = []) -> Snapshot.Thread {
    Snapshot.Thread(
      threadID: number, name: "t\(number)", state: state, lock: owner.map { Snapshot.Lock(address: UInt64($0), owner: $0) },
      stack: stack.map { FunctionName.simplify($0) }.enumerated().map {
        Snapshot.Frame(name: $1.display, systemName: stack[$0], kind: $1.kind)
      })
  }

  @Test("name a circle of threads once, from its lowest number, also when others wait for one of them")
  func circle() {
    let findings = Deadlocks.findings([thread(9, owner: 4), thread(4, owner: 5), thread(5, owner: 6), thread(6, owner: 4), thread(7)])
    #expect(findings.map(\.kind) == [.deadlock])
    #expect(
      findings.first?.text
        == "deadlock: t4 (4) waits for lock 0x5 held by t5 (5), which waits for lock 0x6 held by t6 (6), which waits for lock 0x4 held by t4 (4)")
    #expect(
      Deadlocks.findings([thread(3, owner: 5), thread(4, owner: 5), thread(5, owner: 4)]).first?.text
        == "deadlock: t4 (4) waits for lock 0x5 held by t5 (5), which waits for lock 0x4 held by t4 (4)")
  }

  @Test("name a thread that waits for its own lock, and every circle")
  func own() {
    let findings = Deadlocks.findings([thread(2, owner: 2), thread(3, owner: 4), thread(4, owner: 3)])
    #expect(findings.count == 2)
    #expect(findings.first?.text == "deadlock: t2 (2) waits for lock 0x2, which it holds itself")
  }

  @Test("name nothing where a chain of owners ends")
  func chains() {
    #expect(Deadlocks.findings([]).isEmpty)
    #expect(Deadlocks.findings([thread(2, owner: 3), thread(3, owner: 4), thread(4)]).isEmpty)
    #expect(Deadlocks.findings([thread(2, owner: 77)]).isEmpty)
  }

  @Test("name a circle of tasks")
  func tasks() {
    let labels: [UInt64: String] = [16: "1 \"a\"", 32: "2", 48: "3"]
    let findings = Deadlocks.findings(labels, next: [16: 32, 32: 16, 48: 16])
    #expect(findings.map(\.text) == ["deadlock: task 1 \"a\" waits for task 2, which waits for task 1 \"a\""])
    #expect(Deadlocks.findings(labels, next: [16: 16]).map(\.text) == ["deadlock: task 1 \"a\" waits for itself"])
    #expect(Deadlocks.findings(labels, next: [16: 32, 32: 64]).isEmpty)
  }

  private static let blocked = ["sem_wait", "$s4main5blockyyF", "swift_job_run", "_dispatch_worker_thread", "start_thread"]
  private static let idle = ["sem_timedwait", "_dispatch_sema4_timedwait", "_dispatch_semaphore_wait_slow", "_dispatch_worker_thread"]
  private static let manager = ["epoll_wait", "_dispatch_event_loop_drain", "_dispatch_mgr_thread", "_dispatch_worker_thread"]
  private let ready = Snapshot.Task(id: 1, name: "", state: .pool)

  @Test("say that the pool is exhausted when tasks are ready and all of its threads are blocked")
  func exhausted() {
    let threads = [
      thread(1, state: .condition, stack: Self.blocked), thread(2, state: .io, stack: Self.blocked), thread(3, state: .idle, stack: Self.manager),
    ]
    let finding = ThreadPool.finding(threads, [ready, ready], processors: 4)
    #expect(finding?.text == "the pool is exhausted: 2 of 2 threads are blocked, in block() (2); 2 tasks wait for a thread")
    #expect(ThreadPool.finding(threads, [], processors: 4) == nil)
    #expect(ThreadPool.finding(threads + [thread(4, state: .user, stack: Self.blocked)], [ready], processors: 4) == nil)
    #expect(ThreadPool.finding([], [ready], processors: 4) == nil)
  }

  @Test("do not say so where a thread may be about to take a task")
  func spare() {
    let threads = [thread(1, state: .condition, stack: Self.blocked), thread(2, state: .idle, stack: Self.idle)]
    #expect(ThreadPool.finding(threads, [ready], processors: 2) == nil)
    #expect(ThreadPool.finding(threads, [ready], processors: 1) != nil)
  }

  private func probe(_ change: (inout LockProbe) -> Void) -> LockProbe {
    var probe = LockProbe(address: 0x100)
    change(&probe)
    return probe
  }

  @Test("know the owner of each kind of lock")
  func owners() {
    func lock(_ operation: UInt8, _ symbols: [String], _ change: (inout LockProbe) -> Void) -> Snapshot.Lock? {
      SystemCallRules.lock(probe(change), operation: operation, symbols) { $0 == 12 }
    }
    #expect(lock(6, []) { $0.word = 0x8000_000c } == Snapshot.Lock(address: 0x100, owner: 12))
    #expect(lock(0, ["__lll_lock_wait", "pthread_mutex_lock"]) { $0.mutexOwner = 12 } == Snapshot.Lock(address: 0x100, owner: 12))
    #expect(lock(0, ["__lll_lock_wait", "pthread_mutex_lock"]) { $0.mutexOwner = 13 } == Snapshot.Lock(address: 0x100, owner: nil))
    #expect(lock(0, ["pthread_cond_wait"]) { $0.mutexOwner = 12 } == nil)
    #expect(lock(9, ["sem_wait"]) { $0.word = 12 } == nil)
    let queue = lock(0, []) { $0.queue = LockProbe.Queue(address: 0x200, owner: 12, label: "db") }
    #expect(queue == Snapshot.Lock(address: 0x200, owner: 12, name: "queue db"))
    let writer = lock(9, ["futex_wait", "pthread_rwlock_rdlock"]) {
      $0.readWriteLock = 0xf8
      $0.writer = 12
    }
    #expect(writer == Snapshot.Lock(address: 0xf8, owner: 12, name: "read-write lock"))
  }

  @Test("read the names of classes, and of nothing that is none")
  func classNames() {
    let memory = ProcessMemory(processID: getpid())
    func name(_ object: AnyObject) -> String? {
      memory.word(at: UInt64(UInt(bitPattern: Unmanaged.passUnretained(object).toOpaque()))).flatMap { ActorType.name(ofType: $0, memory) }
    }
    #expect(name(Outer.Inner()) == "SnapshotFindingTests.Outer.Inner")
    #expect(name(Generic<[Int]>()) == "SnapshotFindingTests.Generic")
    let page = OwnPages()
    for bad in [UInt64(0), 1, .max, page.address(page.size), page.address(0)] { #expect(ActorType.name(ofType: bad, memory) == nil) }
    // A descriptor that is its own parent: the walk outwards ends.
    page.set(page.address(128), at: 40)
    page.set(UInt64(16) | 0xffff_fffc << 32, at: 128)
    page.set(UInt64(8), at: 136)
    page.set(UInt64(0x41), at: 144)
    #expect(ActorType.name(ofType: page.address(0), memory)?.hasSuffix("A") == true)
  }

  enum Outer { final class Inner {} }
  final class Generic<Element> {}
}
