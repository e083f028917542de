/// Keeps account of one thread: how long it ran, was ready, and waited, and for what. Every nanosecond is in it once.
///
/// What it ran and was ready the kernel counts exactly; the rest of the time it waited. What for is seen only when one looks. Between two
/// looks that found it waiting, the time is that wait's when the thread has not run meanwhile; else each of the two waits gets one half of it.
/// A look that finds it running tells nothing: the kernel's counts of a running thread lag behind.
///
/// ```
/// looks        W1      W1      run     W2          (W1 → W1: it has not run)
/// waited   0 ──────100─────200─────?─────240
/// account            W1 200          W1 +20, W2 +20
/// ```
struct ThreadLedger<Wait: Hashable> {
  /// What the kernel has counted of the thread at a time, nanoseconds.
  struct Moment: Equatable {
    var time: UInt64
    /// Time on a processor.
    var ran: UInt64
    /// Time it was ready and no processor was free.
    var queued: UInt64
  }

  struct Span: Equatable {
    var nanoseconds: Int64 = 0
    /// How many waits were seen.
    var count: Int64 = 0
  }

  struct Account {
    var ran: Int64 = 0
    var queued: Int64 = 0
    var waits: [Wait: Span] = [:]
    /// Waited, and was never found waiting.
    var unseen: Int64 = 0

    /// Books what the kernel has not yet counted of a thread that runs, or has counted by another clock than ours: in the proportion of
    /// what it has counted, but it is never more than a clock tick behind with the time on a processor.
    mutating func close(lag: Int64) {
      let share = ran + queued > 0 ? Double(ran) / Double(ran + queued) : 0
      let more = max(-ran, min(Int64(Double(lag) * share), Self.longestTick))
      ran += more
      queued += lag - more
      // The rounding of a negative lag.
      if queued < 0 { (ran, queued) = (ran + queued, 0) }
    }

    /// The kernel's clock ticks a hundred times a second or more often.
    private static var longestTick: Int64 { 10_000_000 }

    var total: Int64 { ran + queued + unseen + waits.values.reduce(0) { $0 + $1.nanoseconds } }
  }

  private let start: Moment
  private(set) var last: Moment
  /// What it waited for when it was last found waiting.
  private var recent: Wait?
  private var waits: [Wait: Span] = [:]
  private var booked: Int64 = 0

  init(_ start: Moment) {
    self.start = start
    last = start
  }

  /// Books what a look has found.
  ///
  /// - Parameters:
  ///   - wait: What it waits for; nil when it runs or is ready.
  ///   - isNew: It has run since it was last found waiting.
  mutating func observe(_ moment: Moment, _ wait: Wait?, isNew: Bool) {
    last = moment
    guard let wait else { return }
    let amount = waited - booked
    if amount < 0 {
      // Time that was booked as waiting, and that the kernel counted as ready only when the thread got its processor.
      book(amount, on: recent ?? wait)
    } else if isNew, let recent {
      book(amount / 2, on: recent)
      book(amount - amount / 2, on: wait)
    } else {
      book(amount, on: wait)
    }
    if isNew || recent == nil { waits[wait, default: Span()].count += 1 }
    recent = wait
  }

  /// Closes the account at the last look. Its total is the time from the first look to that, to the nanosecond.
  ///
  /// - Parameter hasWaited: false when it is known that the thread never gave up its processor by itself.
  func close(hasWaited: Bool = true) -> Account {
    var closed = self
    var account = Account(ran: Int64(bitPattern: last.ran &- start.ran), queued: Int64(bitPattern: last.queued &- start.queued))
    let rest = waited - booked
    if let recent, hasWaited || rest < 0 {
      closed.book(rest, on: recent)
    } else if rest > 0, hasWaited {
      account.unseen = rest
      closed.booked += rest
    }
    account.waits = closed.waits
    account.close(lag: waited - closed.booked)
    return account
  }

  /// Time from the first look to the last that the thread neither ran nor was ready, as far as the kernel has counted it.
  private var waited: Int64 {
    Int64(bitPattern: (last.time &- start.time) &- (last.ran &- start.ran) &- (last.queued &- start.queued))
  }

  private mutating func book(_ amount: Int64, on wait: Wait) {
    let before = waits[wait, default: Span()].nanoseconds
    let after = max(0, before + amount)
    waits[wait, default: Span()].nanoseconds = after
    booked += after - before
  }
}
