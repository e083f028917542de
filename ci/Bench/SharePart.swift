import Foundation
import Profiles

/// Shares of functions whose truth is known.
enum SharePart {
  static func run(_ table: inout Table) throws {
    for collector in ["bpf", "ptrace"] {
      let result = try Recording.record("cpu-split", arguments: ["--seconds", "12"], collector: collector, frequency: 199, seconds: 10)
      let functions = try FunctionTable(result.profile)
      let samples = Double(result.profile.environment.trust.samples)
      for (name, share) in [("spendSixty", 0.6), ("spendThirty", 0.3), ("spendTen", 0.1)] {
        let total = functions.rows.first { $0.frame.name.hasPrefix(name) }?.total ?? 0
        let measured = Double(total) / Double(max(1, functions.total))
        let error = (share * (1 - share) / samples).squareRoot()
        table.add(
          "share of \(name), \(collector)", bar: "\(share.percent) ± 3 × \(error.percent)", measured: measured.percent,
          isMet: abs(measured - share) <= 3 * error)
      }
    }
  }
}
