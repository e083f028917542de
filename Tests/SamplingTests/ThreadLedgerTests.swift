import Testing

@testable import Sampling

@Suite("Account of a thread")
struct ThreadLedgerTests {
  typealias Ledger = ThreadLedger<String>
  typealias Span = Ledger.Span

  private static func moment(_ time: UInt64, ran: UInt64 = 0, queued: UInt64 = 0) -> Ledger.Moment {
    Ledger.Moment(time: time, ran: ran, queued: queued)
  }

  @Test("A thread that has not run since waits for the same")
  func sameWait() {
    var ledger = Ledger(Self.moment(1_000))
    ledger.observe(Self.moment(1_000), "W", isNew: true)
    for time in stride(from: 1_020 as UInt64, through: 1_200, by: 20) { ledger.observe(Self.moment(time), "W", isNew: false) }
    let account = ledger.close()
    #expect(account.waits == ["W": Span(nanoseconds: 200, count: 1)])
    #expect(account.ran == 0 && account.queued == 0 && account.unseen == 0)
  }

  @Test("Between two different waits each gets one half of the time that was waited")
  func halves() {
    var ledger = Ledger(Self.moment(0))
    ledger.observe(Self.moment(100), "first", isNew: true)
    ledger.observe(Self.moment(200), "first", isNew: false)
    ledger.observe(Self.moment(220, ran: 30), nil, isNew: true)
    ledger.observe(Self.moment(300, ran: 50, queued: 10), "second", isNew: true)
    let account = ledger.close()
    #expect(account.waits == ["first": Span(nanoseconds: 220, count: 1), "second": Span(nanoseconds: 20, count: 1)])
    #expect(account.ran == 50 && account.queued == 10 && account.total == 300)
  }

  @Test("What was booked as waiting and turns out to have been the run queue is taken back")
  func takenBack() {
    var ledger = Ledger(Self.moment(0))
    ledger.observe(Self.moment(0), "W", isNew: true)
    // Woken at 40, on a processor at 140: at 100 the kernel had counted nothing yet.
    ledger.observe(Self.moment(100), "W", isNew: false)
    ledger.observe(Self.moment(150, ran: 5, queued: 100), "V", isNew: true)
    let account = ledger.close()
    #expect(account.waits["W"]?.nanoseconds == 45)
    #expect(account.total == 150)
  }

  @Test("A thread that never gave up its processor has not waited, whatever the kernel has not counted yet")
  func lag() {
    var ledger = Ledger(Self.moment(0))
    ledger.observe(Self.moment(100, ran: 45, queued: 45), nil, isNew: true)
    let account = ledger.close(hasWaited: false)
    #expect(account.ran == 50 && account.queued == 50 && account.unseen == 0 && account.waits.isEmpty)
  }

  @Test("A thread that was just born and has no processor yet is ready, and does not run")
  func born() {
    var ledger = Ledger(Self.moment(0))
    ledger.observe(Self.moment(80_000_000), nil, isNew: true)
    #expect(ledger.close(hasWaited: false).queued == 80_000_000)
    ledger.observe(Self.moment(100_000_000, ran: 10_000_000), nil, isNew: true)
    #expect(ledger.close(hasWaited: false).ran == 20_000_000)
  }

  @Test("Time that was waited and never seen is told as such")
  func unseen() {
    var ledger = Ledger(Self.moment(0))
    ledger.observe(Self.moment(100, ran: 40), nil, isNew: true)
    let account = ledger.close()
    #expect(account.unseen == 60 && account.ran == 40 && account.total == 100)
  }

  @Test("The kernel's clock may be faster than ours")
  func fastClock() {
    var ledger = Ledger(Self.moment(0))
    ledger.observe(Self.moment(100, ran: 103), nil, isNew: true)
    #expect(ledger.close().ran == 100)
    #expect(ledger.close().total == 100)
  }

  @Test("Every account closes to the nanosecond, and nothing in it is negative", arguments: 0..<200)
  func closes(_ seed: UInt64) {
    var random = RandomNumbers(state: seed &* 0x9e37_79b9_7f4a_7c15 &+ 1)
    var now = Self.moment(1_000_000, ran: 500, queued: 70)
    var ledger = Ledger(now)
    let start = now.time
    // What the kernel has not counted yet.
    var (hiddenRun, hiddenQueue): (UInt64, UInt64) = (0, 0)
    for _ in 0..<50 {
      let elapsed = random.next() % 1_000
      let ran = random.next() % (elapsed + 1)
      let queued = random.next() % (elapsed - ran + 1)
      now.time += elapsed
      (hiddenRun, hiddenQueue) = (hiddenRun + ran, hiddenQueue + queued)
      let waits = random.next() % 3 == 0 ? nil : "wait \(random.next() % 4)"
      if waits != nil || random.next() % 2 == 0 {
        now.ran += hiddenRun
        now.queued += waits == nil ? 0 : hiddenQueue
        (hiddenRun, hiddenQueue) = (0, waits == nil ? hiddenQueue : 0)
      }
      ledger.observe(now, waits, isNew: random.next() % 2 == 0)
    }
    for hasWaited in [true, false] {
      let account = ledger.close(hasWaited: hasWaited)
      #expect(account.total == Int64(now.time - start))
      #expect(account.ran >= 0 && account.queued >= 0 && account.unseen >= 0)
      #expect(account.waits.values.allSatisfy { $0.nanoseconds >= 0 })
    }
  }
}

/// The same numbers at every run (xorshift).
private struct RandomNumbers {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state >> 11
  }
}
