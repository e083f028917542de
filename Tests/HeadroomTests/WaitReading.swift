import Foundation
import Glibc
import Profiles
import Testing

/// One row of a profile: what one stack has with one set of labels.
struct Row {
  /// Function names, leaf first, inlined ones included.
  var names: [String]
  var thread: String?
  var task: String?
  var state: String?
  var executor: String?
  var victim: String?
  var lock: String?
  var values: [String: Int64]

  func value(_ type: String) -> Int64 { values[type] ?? 0 }
  /// True when a function is on the stack: its name up to its labels.
  func has(_ function: String) -> Bool { names.contains { $0 == function || $0.hasPrefix(function + "(") || $0.hasSuffix("." + function) } }
  /// True when a function whose name holds `part` is on the stack.
  func hasPart(_ part: String) -> Bool { names.contains { $0.contains(part) } }
}

extension Profile {
  var rows: [Row] {
    (0..<samples.count).map { sample in
      var values: [String: Int64] = [:]
      for (index, type) in sampleTypes.enumerated() { values[type.type] = samples.value(index, of: sample) }
      return Row(
        names: names(ofSample: sample), thread: label(Label.Key.thread, ofSample: sample), task: label(Label.Key.task, ofSample: sample),
        state: label(Label.Key.state, ofSample: sample), executor: label(Label.Key.executor, ofSample: sample),
        victim: label(Label.Key.victim, ofSample: sample), lock: label(Label.Key.lock, ofSample: sample), values: values)
    }
  }

  /// The wait and processor time of each thread, all of its rows together.
  var threadTotals: [String: Int64] { rows.reduce(into: [:]) { $0[$1.thread ?? "", default: 0] += $1.value("wait") + $1.value("cpu") } }

  /// The largest rows of those that are looked at, to tell why a test failed.
  func summary(_ isIncluded: (Row) -> Bool) -> String {
    let lines = rows.filter(isIncluded).map { row in
      (row.values.filter { $0.key != "samples" && $0.key != "waits" }.values.max() ?? 0, row)
    }
    return lines.sorted { $0.0 > $1.0 }.prefix(8).map { value, row in
      "\(value) \(row.thread ?? row.task ?? "-") \(row.state ?? "-") \(row.names.prefix(4).joined(separator: " < "))"
    }.joined(separator: "\n")
  }

  /// What sampling can be wrong by in the processor time of some stacks, four standard deviations: of *n* samples that fall where they are
  /// looked for with some chance, √*n* more or less do, and each stands for a period.
  func samplingError(ofProcessorTime nanoseconds: Int64) -> Double {
    let period = Double(max(1, self.period))
    return 4 * period * max(1, Double(nanoseconds) / period).squareRoot()
  }
}

extension [Row] {
  func sum(_ type: String) -> Int64 { reduce(0) { $0 + $1.value(type) } }
}

/// The bar of the project: 3 % of a total.
let bar = 0.03

/// The two differ by no more than the share of `truth` and the slack, in nanoseconds.
func expectClose(
  _ measured: Int64, _ truth: Int64, within share: Double = bar, slack: Double = 0, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = abs(Double(measured) - Double(truth))
  #expect(
    difference <= share * Double(truth) + slack, "\(what) measured \(measured), truth \(truth), slack \(Int(slack))", sourceLocation: sourceLocation)
}

extension Recording {
  /// Records a fixture from its start to its end with the bpf collector, so that its truth is about what was recorded.
  static func whole(_ fixture: String, seconds: Int = 2, options: [String] = [], _ arguments: String...) throws -> (Recording, Truth) {
    let words = ["--collector", "bpf", "-F", "997"] + options + ["--", try Fixture.path(fixture), "--seconds", "\(seconds)"] + arguments
    let recording = try Recording(words: words, user: .same)
    return (recording, Truth(members: try Fixture.truth(recording.outcome.output)))
  }
}

/// What a fixture says it did.
struct Truth {
  var members: [String: Any]

  subscript(name: String) -> Int64 { (members[name] as? NSNumber)?.int64Value ?? -1 }
}
