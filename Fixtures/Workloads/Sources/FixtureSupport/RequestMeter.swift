import Glibc

/// Prints every 100 ms a line `requests=N`: how many requests all clients have done since the beginning.
///
/// It has a thread of its own, named `meter`, and only reads what the clients count each for themselves.
public struct RequestMeter: Sendable {
  private static var pause: UInt64 { 100_000_000 }
  private let lanes: [Lane]
  private let thread: WorkerThread

  /// Begins to print, until the time is up or a signal came.
  public static func start(_ lanes: [Lane]) -> RequestMeter {
    let thread = WorkerThread.start("meter") {
      var next = Fixture.wallTime()
      while Fixture.isRunning {
        say(lanes)
        next += pause
        Fixture.sleep(until: next)
      }
    }
    return RequestMeter(lanes: lanes, thread: thread)
  }

  /// Prints the last line, when all clients have ended.
  public func finish() {
    thread.join()
    Self.say(lanes)
  }

  private static func say(_ lanes: [Lane]) { Fixture.say("requests=\(lanes.reduce(0) { $0 + $1.completed })") }
}
