import Glibc

// How a fixture lets time pass, and writes down how much.
extension Fixture {
  /// Sleeps, on the kernel's timer.
  public static func sleep(_ nanoseconds: UInt64) {
    var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    nanosleep(&time, nil)
  }

  /// Sleeps until CLOCK_MONOTONIC shows `time`, so that a rhythm does not drift.
  public static func sleep(until time: UInt64) {
    var time = timespec(tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
    clock_nanosleep(CLOCK_MONOTONIC, Int32(TIMER_ABSTIME), &time, nil)
  }

  /// Sleeps until the time is up or a signal came.
  public static func waitForEnd() {
    while isRunning { sleep(20_000_000) }
  }

  /// The processors that this process may use.
  public static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Nanoseconds from an option that is in microseconds.
  public static func microseconds(_ option: String, default value: Double) -> UInt64 { UInt64((number(option) ?? value) * 1_000) }

  /// The members of a JSON object: numbers, words and lists of words.
  public static func json(_ members: KeyValuePairs<String, Any>) -> String {
    members.map { name, value in
      switch value {
      case let words as [String]: "\"\(name)\": [\(words.map { "\"\($0)\"" }.joined(separator: ", "))]"
      case let word as String: "\"\(name)\": \"\(word)\""
      default: "\"\(name)\": \(value)"
      }
    }.joined(separator: ", ")
  }

  /// What a resource that serves `servers` requests at a time allows: the throughput at which it is always busy, and the number of clients
  /// from which on it is.
  ///
  /// - Parameters:
  ///   - service: nanoseconds for which a request keeps one of the servers.
  ///   - cycle: nanoseconds of a whole request, pauses included, that waits for nobody.
  public static func ceiling(servers: Int = 1, service: Double, cycle: Double) -> String {
    guard service > 0 else { return json(["ceilingPerSecond": 0.0, "kneeClients": 0.0]) }
    return json(["ceilingPerSecond": Double(servers) * 1e9 / service, "kneeClients": Double(servers) * cycle / service])
  }
}

/// Uses the given nanoseconds of the calling thread's CPU time.
@inline(__always)
public func spin(_ nanoseconds: UInt64) -> UInt64 {
  let end = Fixture.threadTime() + nanoseconds
  var value: UInt64 = 1
  repeat { value = churn(1_000, value) } while Fixture.threadTime() < end
  return value
}
