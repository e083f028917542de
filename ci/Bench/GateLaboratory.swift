import Glibc
import Profiles

/// Gates on commits of which it is known what changed, again and again; what came of each is a line of a file, so that a later session adds to
/// what an earlier one has measured.
struct GateLaboratory {
  /// What is planted in a commit, and how it is measured.
  struct Case {
    /// The tag; the commit is compared with the one before it.
    var tag: String
    var requests: Int
    var frequency: Int
    /// How many gates there are to be.
    var goal: Int
    var options: [String] = ["--counts", "off"]
    /// What has to be named as worse: a function or a metric; empty for commits that are no slower.
    var culprit = ""
    /// What it differs in from the other case of the same commit.
    var variant = ""

    var name: String { variant.isEmpty ? tag : "\(tag), \(variant)" }
  }

  /// What came of one gate.
  struct Outcome {
    /// Of the case.
    var name: String
    /// `pass`, `regression`, `inconclusive`, or `error`.
    var verdict: String
    /// Whether the culprit was named as worse.
    var isNamed: Bool
    /// Other functions that were called worse.
    var accused: Int
    var seconds: Double
    var sentence: String

    var line: String {
      let text = sentence.filter { $0 != "\n" }.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
      return
        "{\"case\":\"\(name)\",\"verdict\":\"\(verdict)\",\"named\":\(isNamed),\"accused\":\(accused),\"seconds\":\(seconds.rounded(decimals: 1)),\"sentence\":\"\(text)\"}\n"
    }

    init(name: String, verdict: String, isNamed: Bool, accused: Int, seconds: Double, sentence: String) {
      self.name = name
      self.verdict = verdict
      self.isNamed = isNamed
      self.accused = accused
      self.seconds = seconds
      self.sentence = sentence
    }

    init?(line: Substring) {
      guard let value = try? JSONValue(Array(line.utf8)), let name = value["case"]?.string, let verdict = value["verdict"]?.string else { return nil }
      self.init(
        name: name, verdict: verdict, isNamed: value["named"]?.bool ?? false, accused: Int(value["accused"]?.number ?? 0),
        seconds: value["seconds"]?.number ?? 0,
        sentence: value["sentence"]?.string ?? "")
    }
  }

  private let path: String
  private let history: PlantedHistory
  private(set) var outcomes: [Outcome] = []

  /// - Parameters:
  ///   - path: Where outcomes are kept.
  ///   - isResumed: Those that are there count too; else they are thrown away.
  init(_ path: String, isResumed: Bool) throws(BenchError) {
    self.path = path
    history = try PlantedHistory("laboratory")
    if isResumed {
      outcomes = String(decoding: Bench.read(path), as: UTF8.self).split(separator: "\n").compactMap { Outcome(line: $0) }
    } else {
      unlink(path)
    }
  }

  func outcomes(of entry: Case) -> [Outcome] { outcomes.filter { $0.name == entry.name } }

  /// Runs one gate and writes down what came of it.
  mutating func measure(_ entry: Case) throws(BenchError) {
    let folder = Bench.scratch("gate")
    let run = try history.headroom(
      [
        "gate", "--base", "\(entry.tag)^", "--head", entry.tag, "--build", "./build.sh", "--run", "./.build/service --requests \(entry.requests)",
        "-F", "\(entry.frequency)", "-o", folder,
      ] + entry.options)
    let verdict = try? JSONValue(Bench.read("\(folder)/verdict.json"))
    let names = [0, 2, 3].contains(run.status) ? verdict?["verdict"]?.string : nil
    func worse(_ rows: String) -> [String] {
      (verdict?[rows]?.array ?? []).filter { $0["statement"]?.string == "worse" }.map { $0["name"]?.string ?? "" }
    }
    let isNamed = (worse("functions") + worse("metrics")).contains { $0.contains(entry.culprit) }
    let accused = worse("functions").filter { entry.culprit.isEmpty || !$0.contains(entry.culprit) }.count
    let outcome = Outcome(
      name: entry.name, verdict: names ?? "error", isNamed: isNamed, accused: accused, seconds: run.seconds,
      sentence: names == nil ? run.output.split(separator: "\n").last.map(String.init) ?? "" : verdict?["reason"]?.string ?? "")
    outcomes.append(outcome)
    try append(outcome.line)
  }

  private func append(_ line: String) throws(BenchError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw BenchError("cannot write \(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    let bytes = Array(line.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw BenchError("cannot write \(path)") }
  }
}
