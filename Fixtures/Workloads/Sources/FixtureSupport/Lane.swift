import Synchronization

/// The time of one thread or one task, each moment of it in one state, and events counted beside it.
///
/// `enter` ends one state and begins the next with one reading of the clock, so the times of all states add up to the life of the lane. Only
/// its owner writes; anyone may read at any time. What is outside the window is cut off, at both ends: a state that lasts since before the
/// window, or that has not ended yet, counts with what lies inside.
public final class Lane: Sendable {
  /// What the owner of a lane does. Fixtures name theirs, with numbers from 1 to 6.
  public struct State: Sendable {
    let number: UInt64
    public init(_ number: UInt64) { self.number = number }

    /// Before the first and after the last: part of no time.
    public static var off: State { State(0) }
  }

  /// An event that is counted. Fixtures name theirs, with numbers from 0 to 5.
  public struct Event: Sendable {
    let number: Int
    public init(_ number: Int) { self.number = number }

    /// A request that is done, in the fixtures that serve requests.
    public static var served: Event { Event(0) }
  }

  // Where each is among the words. The first and the last eight stay empty: no two lanes share a line of the cache.
  private static var version: Int { 8 }
  private static var windowBegin: Int { 9 }
  private static var state: Int { 10 }
  private static var since: Int { 11 }
  private static var times: Int { 12 }
  private static var events: Int { 19 }
  private static var last: Int { 24 }
  private static var completed: Int { 25 }
  private let words: InlineArray<34, Atomic<UInt64>>

  public init() { words = InlineArray { _ in Atomic(0) } }

  /// Leaves the present state for another and returns how long it was, whatever the window.
  @discardableResult
  public func enter(_ state: State) -> UInt64 {
    let now = Fixture.wallTime()
    let since = load(Self.since)
    let bounds = Window.bounds
    change(bounds) {
      add(bounds.clip(since, now), at: Self.times + Int(load(Self.state)))
      store(state.number, at: Self.state)
      store(now, at: Self.since)
    }
    return now - since
  }

  /// Counts an event, or a quantity, that belongs to the present moment.
  public func count(_ event: Event, _ quantity: UInt64 = 1) {
    let now = Fixture.wallTime()
    let bounds = Window.bounds
    guard now >= bounds.begin, now < bounds.end else { return }
    change(bounds) { add(quantity, at: Self.events + event.number) }
  }

  /// Counts a request that is done: as the event `served` of the window, and for the meter.
  public func complete() {
    count(.served)
    add(1, at: Self.completed)
  }

  /// Requests done since the beginning of the run, whatever the window.
  public var completed: UInt64 { load(Self.completed) }

  /// The time in a state inside the window.
  public func time(_ state: State) -> UInt64 {
    consistent { bounds, isCurrent in
      let closed = isCurrent ? load(Self.times + Int(state.number)) : 0
      return closed + (load(Self.state) == state.number ? bounds.clip(load(Self.since), Fixture.wallTime()) : 0)
    }
  }

  /// What has been counted inside the window.
  public func count(of event: Event) -> UInt64 { consistent { _, isCurrent in isCurrent ? load(Self.events + event.number) : 0 } }

  /// When the present state began, if it is this one.
  public func start(of state: State) -> UInt64? {
    let start = consistent { _, _ in load(Self.state) == state.number ? load(Self.since) : 0 }
    return start == 0 ? nil : start
  }

  /// Writes so that readers notice, after forgetting everything when a new window has begun.
  @inline(__always)
  private func change(_ bounds: Window.Bounds, _ body: () -> Void) {
    let version = load(Self.version)
    store(version + 1, at: Self.version)
    if load(Self.windowBegin) != bounds.begin {
      for index in Self.times...Self.last { store(0, at: index) }
      store(bounds.begin, at: Self.windowBegin)
    }
    body()
    store(version + 2, at: Self.version)
  }

  /// Reads again until nothing was written meanwhile; tells whether the sums are of the present window.
  private func consistent(_ body: (_ bounds: Window.Bounds, _ isCurrent: Bool) -> UInt64) -> UInt64 {
    while true {
      let version = load(Self.version)
      let bounds = Window.bounds
      let result = body(bounds, load(Self.windowBegin) == bounds.begin)
      if version % 2 == 0, load(Self.version) == version { return result }
    }
  }

  // Release and acquire keep all of it in order, and cost nothing on x86.
  private func load(_ index: Int) -> UInt64 { words[index].load(ordering: .acquiring) }
  private func store(_ value: UInt64, at index: Int) { words[index].store(value, ordering: .releasing) }
  private func add(_ value: UInt64, at index: Int) { store(load(index) + value, at: index) }
}

extension [Lane] {
  /// The time of all lanes in a state inside the window.
  public func time(_ state: Lane.State) -> UInt64 { reduce(0) { $0 + $1.time(state) } }

  /// The time of all lanes in any state inside the window.
  public var lifetime: UInt64 { (1...6).reduce(0) { $0 + time(Lane.State($1)) } }

  /// What all lanes have counted inside the window.
  public func count(of event: Lane.Event) -> UInt64 { reduce(0) { $0 + $1.count(of: event) } }

  /// Requests done inside the window.
  public var served: UInt64 { count(of: .served) }

  /// A sum of all lanes for each request of the window; 0 when there was none.
  public func perRequest(_ quantity: UInt64) -> Double {
    let served = served
    return served == 0 ? 0 : Double(quantity) / Double(served)
  }
}
