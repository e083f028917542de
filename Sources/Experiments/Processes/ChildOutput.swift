import Synchronization

/// What a child process prints, as it comes: the text within a bound, the last lines for error messages, and every count of requests with the
/// time of its arrival.
final class ChildOutput: Sendable {
  private struct State {
    var streams: [[UInt8]] = [[], []]
    var wasCut = [false, false]
    /// What came after the last newline of each stream.
    var rests: [[UInt8]] = [[], []]
    /// Lines of both streams by arrival, and how many came before the first that is kept.
    var lines: [String] = []
    var droppedLines = 0
    var requests: [RequestCount] = []
  }

  /// Bytes kept of each stream: of more the first are dropped.
  private let limit: Int
  private let state = Mutex(State())
  private static let keptLines = 1_000
  private static let longestLine = 4_096
  private static let keptCounts = 200_000

  init(limit: Int) { self.limit = limit }

  /// Takes in what was read from a stream, 0 for standard output and 1 for standard error.
  func append(_ bytes: some Collection<UInt8>, stream: Int, time: UInt64) {
    state.withLock { state in
      state.streams[stream] += bytes
      if state.streams[stream].count > 2 * limit {
        state.streams[stream].removeFirst(state.streams[stream].count - limit)
        state.wasCut[stream] = true
      }
      var rest = state.rests[stream] + bytes
      var start = rest.startIndex
      while let end = rest[start...].firstIndex(of: 10) {
        Self.take(rest[start..<end], time, &state)
        start = end + 1
      }
      rest.removeFirst(start)
      if rest.count > 16 * Self.longestLine { rest.removeFirst(rest.count - Self.longestLine) }
      state.rests[stream] = rest
    }
  }

  /// Takes in that both streams have ended: a last line may have no newline.
  func finish(time: UInt64) {
    state.withLock { state in
      for stream in state.rests.indices where !state.rests[stream].isEmpty {
        Self.take(state.rests[stream][...], time, &state)
        state.rests[stream] = []
      }
    }
  }

  private static func take(_ bytes: ArraySlice<UInt8>, _ time: UInt64, _ state: inout State) {
    let line = String(decoding: bytes.last == 13 ? bytes.dropLast() : bytes, as: UTF8.self)
    state.lines.append(String(line.prefix(longestLine)))
    if state.lines.count > 2 * keptLines {
      state.droppedLines += state.lines.count - keptLines
      state.lines.removeFirst(state.lines.count - keptLines)
    }
    if let count = RequestCount(line: line, time: time) {
      state.requests.append(count)
      // Of very many every other one does.
      if state.requests.count > keptCounts { state.requests = state.requests.indices.filter { $0 % 2 == 0 }.map { state.requests[$0] } }
    }
  }

  var standardOutput: String { state.withLock { String(decoding: $0.streams[0], as: UTF8.self) } }
  var standardError: String { state.withLock { String(decoding: $0.streams[1], as: UTF8.self) } }
  /// True when more was printed than is kept.
  var wasCut: Bool { state.withLock { $0.wasCut[0] } }

  /// Counts of requests that were printed, in the order of arrival.
  var requests: [RequestCount] { state.withLock { $0.requests } }
  var lastRequests: RequestCount? { state.withLock { $0.requests.last } }

  /// Lines from number `first` on, counted over both streams; those that are not kept any more are left out. Also the number of the next.
  func lines(from first: Int) -> (lines: [String], next: Int) {
    state.withLock { state in
      let start = min(max(0, first - state.droppedLines), state.lines.count)
      return (Array(state.lines[start...]), state.droppedLines + state.lines.count)
    }
  }

  /// The last lines that say something, for an error message: joined by ` | `, or a sentence that there are none.
  func lastWords(_ count: Int = 3) -> String {
    let lines = lines(from: 0).lines.map { $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") }.filter { !$0.isEmpty }
    guard !lines.isEmpty else { return "it printed nothing" }
    return "its last output: " + lines.suffix(count).map { String($0.prefix(200)) }.joined(separator: " | ")
  }
}
