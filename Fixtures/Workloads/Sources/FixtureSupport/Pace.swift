import Glibc

// How a fixture lets time pass, and writes down how much.
extension Fixture {
  /// Sleeps, on the kernel's timer.
  public static func sleep(_ nanoseconds: UInt64) {
    var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    nanosleep(&time, nil)
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
}

/// Uses the given nanoseconds of the calling thread's CPU time.
@inline(__always)
public func spin(_ nanoseconds: UInt64) -> UInt64 {
  let end = Fixture.threadTime() + nanoseconds
  var value: UInt64 = 1
  repeat { value = churn(1_000, value) } while Fixture.threadTime() < end
  return value
}
