import Glibc

/// A git history whose commits each plant one change of cost; the tag of a commit says which.
struct PlantedHistory {
  let folder: String

  /// - Parameter name: Of its folder; each part of the bench has its own.
  init(_ name: String) throws(BenchError) {
    folder = Bench.scratch("history-\(name)")
    let script = "Fixtures/Regressions/make-history.sh"
    guard access(script, X_OK) == 0 else { throw BenchError("there is no \(script); start the bench with ci/bench") }
    let outcome = try Subprocess.run([script, folder])
    guard outcome.status == 0 else { throw BenchError("the history cannot be made: \(outcome.output)") }
  }

  /// Runs a command of ours there.
  func headroom(_ words: [String]) throws(BenchError) -> Subprocess.Outcome { try Subprocess.run(["env", "-C", folder, Bench.headroom] + words) }

  func commit(_ tag: String) throws(BenchError) -> String {
    let outcome = try Subprocess.run(["git", "-C", folder, "rev-parse", tag])
    guard outcome.status == 0 else { throw BenchError("there is no commit \(tag): \(outcome.output)") }
    return outcome.output.filter { !$0.isWhitespace }
  }

  /// The program as it is at a commit, built.
  func program(at tag: String) throws(BenchError) -> String {
    let checkout = "\(folder)-\(tag)"
    for words in [["git", "clone", "--quiet", "--branch", tag, folder, checkout], ["env", "-C", checkout, "./build.sh"]] {
      let outcome = try Subprocess.run(words)
      guard outcome.status == 0 else { throw BenchError("\(tag) cannot be built: \(outcome.output)") }
    }
    return "\(checkout)/.build/service"
  }
}
