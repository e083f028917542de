import Glibc

/// How to tell that a target is ready for load.
public enum Readiness: Sendable, Codable, Equatable {
  /// The port of the load command answers, or a line says `ready` or `listening`, or it has lived for 300 ms.
  case automatic
  /// A GET of the URL is answered with a status below 500.
  case url(String)
  /// Somebody accepts connections there; port 0 is the free one that `{port}` stands for.
  case address(host: String, port: Int)
  /// A line of its output matches the regular expression.
  case line(String)

  /// Reads what was given with `--ready`: a URL, a port (with or without a host), else a regular expression.
  ///
  /// `{port}` in it is the port of the run.
  public init(_ text: String) throws(ExperimentError) {
    let example = text.replacing("{port}", with: "1")
    let isFreePort = example != text
    if text.hasPrefix("https://") {
      throw ExperimentError(.plan, "--ready: https cannot be asked", remedy: "give the port alone: --ready \(Endpoint(url: text)?.port ?? 443)")
    }
    if text.hasPrefix("http://") {
      guard Endpoint(url: example) != nil else {
        throw ExperimentError(.plan, "--ready: `\(text)` is no URL", remedy: "write http://127.0.0.1:8080/")
      }
      self = .url(text)
    } else if !text.isEmpty, example.allSatisfy(\.isASCIIDigit) {
      guard let port = Int(example), (1...65_535).contains(port) else {
        throw ExperimentError(.plan, "--ready: there is no port \(text)", remedy: "ports are 1 to 65535")
      }
      self = .address(host: "localhost", port: isFreePort ? 0 : port)
    } else if let endpoint = Endpoint(address: example) {
      self = .address(host: endpoint.host, port: isFreePort ? 0 : endpoint.port)
    } else {
      guard !text.isEmpty, (try? Regex(text)) != nil else {
        throw ExperimentError(.plan, "--ready: `\(text)` is no regular expression", remedy: "give a URL, a port or an expression its output matches")
      }
      self = .line(text)
    }
  }

  /// With the parts of a plan that stand for a number filled in.
  func filled(_ fill: (String) -> String) -> Readiness {
    switch self {
    case .url(let url): .url(fill(url))
    case .line(let pattern): .line(fill(pattern))
    case .address(let host, 0): .address(host: host, port: Int(fill("{port}")) ?? 0)
    case .automatic, .address: self
    }
  }
}

/// Waits for a target.
struct ReadinessCheck {
  private enum Condition {
    case url(String)
    case endpoint(Endpoint)
    case line(Regex<AnyRegexOutput>)
    /// A line, or having lived for a while.
    case alive(Regex<AnyRegexOutput>)
  }

  private let condition: Condition
  private let description: String
  private static let aliveSeconds = 0.3

  /// - Parameter load: The load command, if there is one.
  init(_ readiness: Readiness, load: String?) throws(ExperimentError) {
    switch readiness {
    case .url(let url):
      condition = .url(url)
      description = "\(url) answers"
    case .address(let host, let port):
      condition = .endpoint(Endpoint(host: host, port: port))
      description = "port \(port) answers"
    case .line(let pattern):
      guard let expression = try? Regex(pattern) else { throw ExperimentError(.plan, "--ready: `\(pattern)` is no regular expression") }
      condition = .line(expression)
      description = "its output matches `\(pattern)`"
    case .automatic:
      if let endpoint = load.flatMap({ Endpoint.find(in: $0) }) {
        condition = .endpoint(endpoint)
        description = "port \(endpoint.port), where the load command sends its requests, answers"
      } else if let expression = try? Regex("(?i)\\b(ready|listening)\\b") {
        condition = .alive(expression)
        description = "it says so"
      } else {
        throw ExperimentError(.plan, "readiness cannot be told")
      }
    }
  }

  /// The local port somebody must not listen at yet when the target is to be started.
  private var port: Int? {
    switch condition {
    case .url(let url): Endpoint(url: url).flatMap { $0.isLocal ? $0.port : nil }
    case .endpoint(let endpoint): endpoint.isLocal ? endpoint.port : nil
    case .line, .alive: nil
    }
  }

  /// Fails when another process has the target's port already: it would get the load.
  func checkPortIsFree() throws(ExperimentError) {
    guard let port, let owner = PortOwner.describe(port: port) else { return }
    throw ExperimentError(
      .ready, "port \(port) is already in use by \(owner)", remedy: "stop that one, or choose another port (`{port}` is a free one)")
  }

  /// Waits until the target is ready.
  ///
  /// - Parameters:
  ///   - timeout: Seconds.
  ///   - isStopRequested: Asked in between.
  func wait(for target: ChildProcess, timeout: Double, isStopRequested: () -> Bool) throws(ExperimentError) {
    let deadline = target.startTime + UInt64(nanosecondsOf: timeout)
    let alive = target.startTime + UInt64(nanosecondsOf: Self.aliveSeconds)
    var next = 0
    while true {
      let ending = target.ending
      if isReady(target.output, &next) { return }
      if let ending {
        throw ExperimentError(
          .ready, "\(target.name) \(ending.text) before it was ready; \(target.output.lastWords())", remedy: "run it by hand to see why")
      }
      let now = MonotonicClock.now
      if case .alive = condition, now > alive { return }
      if now > deadline {
        throw ExperimentError(
          .ready, "\(target.name) was not ready after \(Self.text(timeout)) s (ready is when \(description)); \(target.output.lastWords())",
          remedy: "say how to tell with --ready, or wait longer with --ready-timeout")
      }
      if isStopRequested() { throw ExperimentError(.interrupted, "interrupted while \(target.name) started") }
      usleep(10_000)
    }
  }

  private func isReady(_ output: ChildOutput, _ next: inout Int) -> Bool {
    switch condition {
    case .url(let url): return Connection.status(of: url).map { $0 < 500 } ?? false
    case .endpoint(let endpoint): return Connection.isAnswered(endpoint)
    case .line(let expression), .alive(let expression):
      let (lines, after) = output.lines(from: next)
      next = after
      return lines.contains { $0.firstMatch(of: expression) != nil }
    }
  }

  private static func text(_ seconds: Double) -> String { seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)" }
}
