import Testing

@testable import Sampling

@Suite("The account of a thread")
struct WaitBookTests {
  private static let millisecond: UInt64 = 1_000_000

  /// An account in milliseconds.
  private func account(_ thread: Int32, _ first: UInt64, _ last: UInt64, running: UInt64) -> ThreadAccount {
    ThreadAccount(processID: 1, threadID: thread, first: first * Self.millisecond, last: last * Self.millisecond, running: running * Self.millisecond)
  }

  private func wait(_ thread: Int32, _ milliseconds: UInt64, in book: inout WaitBook) {
    book.accounts[ThreadKey(1, thread), default: WaitBook.Account()].waiting += milliseconds * Self.millisecond
  }

  @Test("closes when it ran or waited all the time")
  func closes() {
    var book = WaitBook()
    book.add(account(1, 1_000, 2_000, running: 300), isPart: false)
    wait(1, 700, in: &book)
    let closure = book.closure()
    #expect(closure.wall == 1_000_000_000 && closure.accounted == 1_000_000_000 && closure.error == 0)
  }

  @Test("that does not close gives the largest difference of any thread, in millionths, whichever its sign")
  func largestDifference() {
    var book = WaitBook()
    for (thread, waiting) in [(1, 700), (2, 702), (3, 695)] as [(Int32, UInt64)] {
      book.add(account(thread, 0, 1_000, running: 300), isPart: false)
      wait(thread, waiting, in: &book)
    }
    #expect(book.closure().error == 5_000)
    #expect(book.closure().wall == 3_000_000_000)
    #expect(book.closure().accounted == 2_997_000_000)
  }

  @Test("of a short life counts in the sums but not in the largest difference")
  func shortLife() {
    var book = WaitBook()
    book.add(account(1, 0, 99, running: 10), isPart: false)
    #expect(book.closure().error == 0)
    #expect(book.closure().wall == 99_000_000)
    book.add(account(2, 0, 100, running: 10), isPart: false)
    #expect(book.closure().error == 900_000)
  }

  @Test("of a number that threads share one after the other is the sum of theirs")
  func reusedNumber() {
    var book = WaitBook()
    book.add(account(1, 0, 200, running: 200), isPart: false)
    book.add(account(1, 500, 600, running: 50), isPart: false)
    let sum = book.accounts[ThreadKey(1, 1)]
    #expect(sum?.wall == 300_000_000 && sum?.running == 250_000_000)
  }

  @Test("counts in each part of a recording only what that part added")
  func parts() {
    var book = WaitBook()
    book.add(account(1, 0, 400, running: 100), isPart: true)
    #expect(book.accounts[ThreadKey(1, 1)]?.wall == 400_000_000)
    book.removeSums()
    #expect(book.accounts.isEmpty && book.closure().wall == 0)
    book.add(account(1, 0, 1_000, running: 250), isPart: true)
    #expect(book.accounts[ThreadKey(1, 1)]?.wall == 600_000_000)
    #expect(book.accounts[ThreadKey(1, 1)]?.running == 150_000_000)
    book.removeSums()
    book.add(account(1, 0, 1_100, running: 260), isPart: false)
    #expect(book.accounts[ThreadKey(1, 1)]?.wall == 100_000_000)
    #expect(book.accounts[ThreadKey(1, 1)]?.running == 10_000_000)
  }

  @Test("of a new thread with the number of one that ended in an earlier part is all its own")
  func partsAndReusedNumber() {
    var book = WaitBook()
    book.add(account(1, 0, 400, running: 100), isPart: true)
    book.removeSums()
    book.add(account(1, 500, 800, running: 50), isPart: false)
    #expect(book.accounts[ThreadKey(1, 1)]?.wall == 300_000_000)
    #expect(book.accounts[ThreadKey(1, 1)]?.running == 50_000_000)
  }

  @Test("does not trap on times no clock could have")
  func absurdTimes() {
    var book = WaitBook()
    for (first, last, running) in [(0, .max, .max), (.max, 0, 0), (1, .max, .max)] as [(UInt64, UInt64, UInt64)] {
      for isPart in [true, false] {
        book.add(ThreadAccount(processID: 1, threadID: 1, first: first, last: last, running: running), isPart: isPart)
      }
    }
    _ = book.closure()
  }

  @Test("knows the state of a stack only once it has been told of the stack")
  func states() {
    var book = WaitBook()
    let cause = WaitCause(systemCall: SystemCalls.futex, operation: 9)
    #expect(book.state(5, cause) != .lock)
    book.stacks[5] = WaitBook.Stack(index: 0, functions: ["__futex_lock_pi64", "pthread_mutex_lock", "work"], waiter: "work")
    #expect(book.state(5, cause) == .lock)
    #expect(book.state(5, WaitCause(systemCall: -1)) == .fault)
  }

  @Test("names an executor of which nothing is known by its address, and the main one by its name")
  func executors() {
    var book = WaitBook()
    #expect(book.executorName(ActorType.mainExecutor, processID: 1) == "MainActor")
    #expect(book.executorName(0xabc, processID: 1) == "executor 0xabc")
  }

  @Test("counts hand-overs of a lock in the part in which they happened, and of what is no lock not at all")
  func handOvers() {
    var book = WaitBook()
    book.setLock(
      0x10, WaitCause(systemCall: 202, operation: 6, isUninterruptible: false),
      functions: ["$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"])
    book.add([
      LockHandOvers(processID: 1, address: 0x10, count: 4, held: 400), LockHandOvers(processID: 1, address: 0x20, count: 9, held: 900),
    ])
    #expect(book.locks.count == 1 && book.locks[0].handOvers == 4 && book.locks[0].held == 400 && book.locks[0].name.hasSuffix("0x10"))
    book.removeSums()
    #expect(book.locks.isEmpty)
    book.add([LockHandOvers(processID: 1, address: 0x10, count: 7, held: 1000)])
    #expect(book.locks[0].handOvers == 3 && book.locks[0].held == 600)
  }
}
