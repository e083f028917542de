import Profiles

/// Where the number of requests of a run comes from.
enum Counting {
  /// Entries to a function, counted by the recorder.
  case function
  /// A regular expression for the output of the load command, or of the target where there is none.
  case pattern(RequestPattern)
  case tool(LoadTool)
  /// Lines `requests=N`.
  case lines

  init(_ plan: ExperimentPlan) throws(ExperimentError) {
    if plan.requestFunction != nil {
      self = .function
    } else if let pattern = plan.countPattern {
      self = .pattern(try RequestPattern(pattern))
    } else if let tool = plan.load.flatMap({ LoadTool.recognise($0) }) {
      self = .tool(tool)
    } else {
      self = .lines
    }
  }

  /// What a result says of it.
  var source: String {
    switch self {
    case .function: "--request"
    case .pattern: "--count"
    case .tool(let tool): tool.rawValue
    case .lines: "requests="
    }
  }
}

/// A stretch of a run whose requests are asked for.
struct Window: Sendable {
  /// Nanoseconds of CLOCK_MONOTONIC.
  var begin: UInt64
  var end: UInt64

  var seconds: Double { MonotonicClock.seconds(from: begin, to: end) }
}
