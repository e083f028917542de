import Profiles
import Regression
import Scaling
import Statistics

/// Verdicts, statements, metrics and numbers of a comparison in words that need no manual.
enum ComparisonWords {
  static func title(_ verdict: Verdict) -> String { verdict.rawValue.uppercased() }

  /// The sentence, or one that says that there is none.
  static func sentence(_ comparison: Comparison) -> String { comparison.sentence.isEmpty ? "Nothing was compared." : comparison.sentence }

  static func word(_ statement: Comparison.Statement) -> String {
    switch statement {
    case .worse: "WORSE"
    case .unconfirmed: "unconfirmed"
    case .better: "better"
    case .moved: "moved"
    case .noDifference: "no difference"
    case .cannotTell: "cannot tell"
    }
  }

  static func meaning(_ statement: Comparison.Statement) -> String {
    switch statement {
    case .worse: "costs more, certain and large enough to fail the gate"
    case .unconfirmed: "seems to cost more, but fresh pairs did not confirm it"
    case .better: "costs less"
    case .moved: "costs more, and others gave up as much"
    case .noDifference: "a change of the threshold or more is excluded at 95 %"
    case .cannotTell: "the interval is too wide to tell"
    }
  }

  static func title(_ aspect: Aspect) -> String { aspect.rawValue }

  /// `CPU time per request`, `waits for a lock, per request`, `peak resident memory`.
  static func title(_ metric: Comparison.MetricChange, per unit: Comparison.CostUnit) -> String {
    let per = "per \(unit.rawValue)"
    switch metric.name {
    case .cpuTime: return "CPU time \(per)"
    case .wallTime: return "time by the clock \(per)"
    case .stateTime: return "\(AccountState(rawValue: metric.subject).map { ScaleWords.title($0) } ?? "time in \(metric.subject)"), \(per)"
    case .allocations: return "allocations \(per)"
    case .systemCalls: return "system calls \(per)"
    case .contextSwitches: return "context switches \(per)"
    case .instructions: return "instructions \(per)"
    case .peakResidentMemory: return "peak resident memory"
    case .startTime: return "start, by the clock"
    case .startCPU: return "start, CPU time"
    }
  }

  static func value(_ value: Double, _ unit: Comparison.MetricChange.Unit) -> String {
    switch unit {
    case .nanoseconds: return value.isFinite ? ScaleNumber.time(value) : Quantity.number(value)
    case .bytes:
      for (size, name) in [(1_073_741_824.0, "GiB"), (1_048_576.0, "MiB"), (1024.0, "KiB")] where abs(value) >= size {
        return "\(Quantity.number(value / size)) \(name)"
      }
      return "\(Quantity.number(value)) B"
    case .count: return Quantity.number(value)
    }
  }

  /// A relative change: `+10.2 %`; `new` and `gone` where there is nothing to compare with.
  static func change(_ function: Comparison.FunctionChange) -> String {
    guard let change = function.change else { return function.match == .gone ? "gone" : "new" }
    return Quantity.signedPercent(change.value)
  }

  /// `+8.1 … +12.3 %`; `–` where nobody could tell.
  static func interval(_ change: Interval?) -> String {
    guard let change, change.low < change.high else { return "–" }
    let low = Quantity.signedPercent(change.low)
    let high = Quantity.signedPercent(change.high)
    return "\(low.hasSuffix(" %") ? String(low.dropLast(2)) : low) … \(high)"
  }

  static func q(_ q: Double) -> String {
    guard q.isFinite else { return "–" }
    if q < 0.001 { return "< 0.001" }
    let digits = String(Int((min(q, 1) * 1000).rounded()))
    return digits.count > 3 ? "1.000" : "0." + String(repeating: "0", count: 3 - digits.count) + digits
  }

  static func detectable(_ effect: Double?) -> String { effect.map { Quantity.percent($0) } ?? "–" }

  /// File and line: `Router.swift:71`; "" where no source is known.
  static func place(_ function: Comparison.FunctionChange) -> String {
    ScaleWords.place(FrameName(function.function, file: function.file, line: function.line))
  }

  /// Where the cost came from and what a function was called before, in one clause; "" where there is nothing to say.
  static func origin(_ function: Comparison.FunctionChange) -> String {
    var parts: [String] = []
    if function.statement == .moved {
      let within = function.movedWithin.isEmpty ? "" : " within \(function.movedWithin)"
      parts.append(function.movedFrom.isEmpty ? "moved\(within)" : "moved from \(function.movedFrom)\(within)")
    }
    if !function.baseFunction.isEmpty, function.baseFunction != function.function {
      parts.append("\(function.match == .renamed ? "renamed from" : "was") \(function.baseFunction)")
    }
    if !function.note.isEmpty { parts.append(function.note) }
    return parts.joined(separator: "; ")
  }

  /// `3f2a9c1 Answer from the cache`, with the name the user gave it before when that is another: `main (3f2a9c1 Answer from the cache)`.
  static func subject(_ subject: Comparison.Subject) -> String {
    let hash = String(subject.commit.prefix(10))
    let commit = [hash, subject.title].filter { !$0.isEmpty }.joined(separator: " ")
    if subject.name.isEmpty || subject.name == subject.commit { return commit.isEmpty ? "?" : commit }
    return commit.isEmpty ? subject.name : "\(subject.name) (\(commit))"
  }

  /// `10 runs, 30 000 samples, 1 200 requests`.
  static func size(_ subject: Comparison.Subject) -> String {
    var text = "\(subject.runs) \(subject.runs == 1 ? "run" : "runs"), \(Quantity.count(Int64(subject.samples))) samples"
    if subject.requests > 0, subject.requests.isFinite { text += ", \(Quantity.number(subject.requests)) requests" }
    return text
  }

  /// What cannot be believed: refused first, then warnings.
  static func doubts(_ comparison: Comparison) -> [TrustItem] { ScaleWords.sorted(comparison.trust).filter { $0.status != .good } }

  /// The text without its middle when it has more than `limit` scalars: both ends of a name tell it from others. A character can be of any length.
  static func short(_ text: String, to limit: Int) -> String {
    let scalars = text.unicodeScalars
    guard text.utf8.count > limit, let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex), end < scalars.endIndex
    else {
      return text
    }
    let head = (limit - 1) * 2 / 3
    var short = String.UnicodeScalarView(scalars.prefix(head))
    short.append("…")
    short.append(contentsOf: scalars.suffix(limit - 1 - head))
    return String(short)
  }
}
