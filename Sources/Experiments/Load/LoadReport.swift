/// What a load generator reports at its end.
public struct LoadReport: Sendable, Equatable {
  /// Requests it counted, those with a bad status included; nil when it tells only a rate.
  public var requests: Double?
  /// How long it ran by its own clock, seconds.
  public var seconds: Double?
  /// Requests per second, as the tool counts them.
  public var throughput: Double
  /// Mean response time, seconds.
  public var meanResponse: Double?
  /// Requests that failed: a bad status, a connection that broke, a timeout.
  public var errors = 0.0
  /// Percentiles of the response time, seconds, by percent. Only of open loops timed from the intended send.
  public var percentiles: [Double: Double] = [:]
  public var isOpenLoop = false

  public init(throughput: Double) { self.throughput = throughput }
}

/// Why the output of a load generator cannot be used.
struct LoadOutputError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Looks for numbers in text.
enum LoadText {
  /// The first line that begins with `prefix`, spaces before it aside, without it.
  static func line(_ prefix: String, in text: String) -> Substring? {
    for line in text.split(separator: "\n") {
      let trimmed = line.drop { $0 == " " || $0 == "\t" }
      if trimmed.hasPrefix(prefix) { return trimmed.dropFirst(prefix.count) }
    }
    return nil
  }

  /// The first number in a text, as `1234`, `1.5`, `1e3`.
  static func number(_ text: Substring?) -> Double? {
    guard let text else { return nil }
    let start = text.drop { !$0.isASCIIDigit }
    let digits = start.prefix { $0.isASCIIDigit || $0 == "." || $0 == "e" || $0 == "E" || $0 == "+" }
    guard let value = Double(digits) ?? Double(start.prefix { $0.isASCIIDigit || $0 == "." }), value.isFinite else { return nil }
    return value
  }

  /// A duration with its unit, in seconds: `635.91us`, `11.013 ms`, `1.00m`, `0.0013 secs`. Without a unit it is in `unit` seconds.
  static func duration(_ text: Substring?, unit: Double = 1) -> Double? {
    guard let text, let value = number(text) else { return nil }
    let digits = text.drop { !$0.isASCIIDigit }
    let rest = digits.drop { $0.isASCIIDigit || $0 == "." }
    let name = rest.drop { $0 == " " }.prefix { $0.isLetter }
    switch name {
    case "ns": return value * 1e-9
    case "us", "µs", "μs", "usec": return value * 1e-6
    case "ms", "msec": return value * 1e-3
    case "s", "sec", "secs", "seconds": return value
    case "m", "min": return value * 60
    case "h": return value * 3600
    default: return value * unit
    }
  }
}

extension Character {
  var isASCIIDigit: Bool { self >= "0" && self <= "9" }
}
