/// A line `requests=N`, optionally with `seconds=S`, of a program that counts its own requests from its start on.
struct RequestCount: Sendable, Equatable {
  /// When the line arrived, nanoseconds of CLOCK_MONOTONIC.
  var time: UInt64
  /// Requests so far.
  var requests: Double
  /// How long those took by the program's own clock; nil when it does not say.
  var seconds: Double?

  init(time: UInt64, requests: Double, seconds: Double? = nil) {
    self.time = time
    self.requests = requests
    self.seconds = seconds
  }

  /// Reads a line; nil for any other.
  init?(line: String, time: UInt64) {
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," })
    guard let first = words.first, first.hasPrefix("requests="), let requests = Self.number(first.dropFirst(9)) else { return nil }
    self.time = time
    self.requests = requests
    seconds = words.dropFirst().first { $0.hasPrefix("seconds=") }.flatMap { Self.number($0.dropFirst(8)) }
  }

  private static func number(_ text: Substring) -> Double? {
    guard let number = Double(text), number.isFinite, number >= 0 else { return nil }
    return number
  }
}

/// Requests against time, as a program told them.
struct RequestSeries: Sendable {
  /// By time; numbers that fall (a program that began anew) end the series.
  private(set) var counts: [RequestCount]

  init(_ counts: [RequestCount]) {
    var kept: [RequestCount] = []
    for count in counts {
      if let last = kept.last, count.requests < last.requests || count.time < last.time { break }
      kept.append(count)
    }
    self.counts = kept
  }

  /// Requests completed between two times, interpolated between the lines around each; nil when lines are missing there.
  ///
  /// A bound may lie outside of the lines by up to twice the usual distance of two lines.
  func requests(from begin: UInt64, to end: UInt64) -> Double? {
    guard end > begin, let first = value(at: begin), let last = value(at: end) else { return nil }
    return max(0, last - first)
  }

  private func value(at time: UInt64) -> Double? {
    guard counts.count >= 2, let first = counts.first, let last = counts.last, last.time > first.time else { return nil }
    let usual = Double(last.time - first.time) / Double(counts.count - 1)
    if time < first.time {
      guard Double(first.time - time) <= 2 * usual else { return nil }
      return line(counts[0], counts[1], time)
    }
    if time > last.time {
      guard Double(time - last.time) <= 2 * usual else { return nil }
      return line(counts[counts.count - 2], last, time)
    }
    let upper = max(1, partition { $0.time >= time })
    return line(counts[upper - 1], counts[min(upper, counts.count - 1)], time)
  }

  /// The first index whose element satisfies the predicate, which holds for all after it.
  private func partition(_ predicate: (RequestCount) -> Bool) -> Int {
    var low = 0
    var high = counts.count
    while low < high {
      let middle = (low + high) / 2
      if predicate(counts[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func line(_ a: RequestCount, _ b: RequestCount, _ time: UInt64) -> Double {
    guard b.time > a.time else { return b.requests }
    return a.requests + (b.requests - a.requests) * (Double(time) - Double(a.time)) / Double(b.time - a.time)
  }

  /// Requests per second over all lines; from one line alone with the time it tells, or else since `start`.
  func rate(since start: UInt64) -> Double? {
    guard let last = counts.last else { return nil }
    if let first = counts.first, last.requests > first.requests, last.time > first.time {
      return (last.requests - first.requests) / MonotonicClock.seconds(from: first.time, to: last.time)
    }
    let seconds = last.seconds ?? MonotonicClock.seconds(from: start, to: last.time)
    return seconds > 0 ? last.requests / seconds : nil
  }

  /// Requests in each slice of `seconds` between two times: the series that tells whether a window was steady.
  func slices(from begin: UInt64, to end: UInt64, seconds: Double) -> [Double] {
    var slices: [Double] = []
    let step = UInt64(nanosecondsOf: seconds)
    var time = begin
    while step > 0, time + step <= end {
      guard let requests = requests(from: time, to: time + step) else { return slices }
      slices.append(requests)
      time += step
    }
    return slices
  }
}
