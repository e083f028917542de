import Experiments
import Regression
import Reports

/// What a search for a slower commit came to, for people and for scripts.
enum BisectReport {
  static func text(_ result: BisectSearch.Result) -> String {
    var text = "\(sentence(result))\n"
    if case .found = result.outcome, !result.failure.isEmpty {
      text += "what it changed could not be measured once more: \(result.failure)\n"
    } else if case .found = result.outcome {
      text += "\(result.comparison.sentence)\n"
      for function in worse(result) {
        let range = function.change.map { "\(percent($0.value)) (95 % \(percent($0.low)) … \(percent($0.high)))" } ?? "new"
        text += "  \(range)  \(function.function)\(function.file.isEmpty ? "" : "  \(function.file):\(function.line)")\n"
      }
      text += "its runs and the whole comparison are in \(result.folder)\n"
    }
    text += "\nlog\n"
    for entry in result.log { text += "  \(entry.answer.rawValue.padded(to: 4))  \(entry.commit.text): \(entry.sentence)\n" }
    // Titles of commits and names of functions are strangers' texts.
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { TextPage.printable(String($0)) }.joined(separator: "\n")
  }

  static func json(_ result: BisectSearch.Result) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", 1)
      writer.field("outcome", name(result.outcome))
      writer.field("sentence", sentence(result))
      if case .found(let commit) = result.outcome { field("commit", [commit], &writer, isList: false) }
      if !result.failure.isEmpty { writer.field("failure", result.failure) }
      if case .undecided(let commits) = result.outcome { field("candidates", commits, &writer, isList: true) }
      writer.key("functions")
      writer.array { writer in
        for function in worse(result) {
          writer.object { writer in
            writer.field("name", function.function)
            writer.field("file", function.file)
            writer.field("line", function.line)
            guard let change = function.change else { return }
            writer.key("change")
            writer.object { writer in
              writer.field("value", change.value)
              writer.field("low", change.low)
              writer.field("high", change.high)
            }
          }
        }
      }
      writer.key("log")
      writer.array { writer in
        for entry in result.log {
          writer.object { writer in
            writer.field("commit", entry.commit.hash)
            writer.field("title", entry.commit.title)
            writer.field("answer", entry.answer.rawValue)
            writer.field("sentence", entry.sentence)
          }
        }
      }
    }
    return writer.text + "\n"
  }

  private static func field(_ key: String, _ commits: [GitCommit], _ writer: inout JSONWriter, isList: Bool) {
    func write(_ commit: GitCommit, _ writer: inout JSONWriter) {
      writer.object { writer in
        writer.field("hash", commit.hash)
        writer.field("title", commit.title)
      }
    }
    writer.key(key)
    if isList {
      writer.array { writer in for commit in commits { write(commit, &writer) } }
    } else if let commit = commits.first {
      write(commit, &writer)
    }
  }

  private static func worse(_ result: BisectSearch.Result) -> [Comparison.FunctionChange] {
    result.comparison.functions.filter { $0.statement == .worse }
  }

  private static func name(_ outcome: BisectSearch.Outcome) -> String {
    switch outcome {
    case .found: "found"
    case .undecided: "undecided"
    case .noRegression: "noRegression"
    case .cannotTell: "cannotTell"
    }
  }

  private static func sentence(_ result: BisectSearch.Result) -> String {
    switch result.outcome {
    case .found(let commit): "\(commit.text) is the first bad commit"
    case .undecided(let commits): "the first bad commit is one of these, which could not be judged: \(commits.map(\.text).joined(separator: "; "))"
    case .noRegression: "the bad end is not slower than the good one: there is nothing to search"
    case .cannotTell: "it cannot be told whether the bad end is slower than the good one: \(result.comparison.reason)"
    }
  }

  private static func percent(_ value: Double) -> String { "\(value < 0 ? "" : "+")\((value * 1000).rounded() / 10) %" }
}
