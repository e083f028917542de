import Experiments
import Glibc
import Regression
import Scaling

/// Drives the search for the first slower commit: each candidate is judged by a gate against the good end.
final class BisectSearch {
  /// How a search ended.
  enum Outcome {
    case found(GitCommit)
    /// One of these, which could not be judged.
    case undecided([GitCommit])
    /// The bad end is no slower than the good one.
    case noRegression
    case cannotTell
  }

  /// One commit that was judged.
  struct Entry {
    var commit: GitCommit
    var answer: CommitSearch.Answer
    /// Why, in one sentence.
    var sentence: String
  }

  struct Result {
    var outcome: Outcome
    /// In the order in which they were judged, the ends first.
    var log: [Entry]
    /// The commit against the one before it, or the ends where none was found.
    var comparison: Comparison
    /// Why the commit could not be compared with the one before it, and the ends stand for it; empty when it was.
    var failure = ""
    var folder: String
  }

  private let options: GateOptions
  private let function: String?
  private let mostPairs: Int
  private let folder: String
  private let repository: GitRepository
  private let folders: RevisionFolders
  private let signals: StopSignals
  private let progress = GateProgress()
  private let good: GitCommit
  private let bad: GitCommit
  private var log: [Entry] = []

  init(_ options: GateOptions, good: String, bad: String, function: String?, mostPairs: Int, folder: String) throws {
    self.options = options
    self.function = function
    self.mostPairs = mostPairs
    self.folder = folder
    let signals = StopSignals()
    self.signals = signals
    repository = try GitRepository()
    folders = RevisionFolders(repository, build: options.build, isStopRequested: signals.isPending, report: progress.show)
    self.good = try repository.commit(good)
    self.bad = try repository.commit(bad)
  }

  func run() throws -> Result {
    defer { progress.end() }
    let lock = try GateStore.lock(folder)
    defer { withExtendedLifetime(lock) {} }
    try folders.tidy()
    let base = try folders.prepare(good, side: "the good end")
    let ends = try compare(base, try folders.prepare(bad, side: "the bad end"), "the ends: ")
    if let function { try check(function, ends) }
    log.append(Entry(commit: good, answer: .good, sentence: "what all others are compared with"))
    let first = judgement(of: ends)
    log.append(Entry(commit: bad, answer: first ?? .skip, sentence: sentence(ends)))
    guard first == .bad else {
      return Result(outcome: first == .good ? .noRegression : .cannotTell, log: log, comparison: ends, folder: folder)
    }
    let bisection = try CommitSearch(folders, good: good, bad: bad)
    while case .candidate(let commit) = bisection.state {
      try bisection.answer(try judge(commit, base, stepsLeft: bisection.stepsLeft))
    }
    switch bisection.state {
    case .found(let commit):
      var result = Result(outcome: .found(commit), log: log, comparison: ends, folder: folder)
      // Hours went into the commit: it is told whatever happens now.
      do { result.comparison = try last(commit) } catch { result.failure = "\(error)" }
      return result
    case .undecided(let commits): return Result(outcome: .undecided(commits), log: log, comparison: ends, folder: folder)
    case .candidate: return Result(outcome: .cannotTell, log: log, comparison: ends, folder: folder)
    }
  }

  /// A name that nobody has would be searched for in vain, and every commit be good.
  private func check(_ function: String, _ ends: Comparison) throws {
    let rows = ends.functions.filter { $0.frame >= 0 }
    guard !rows.contains(where: { BisectionJudge.isMeant($0.function, by: function) || BisectionJudge.isMeant($0.baseFunction, by: function) }) else {
      return
    }
    let names = rows.map { String($0.function.prefix { $0 != "(" }) }
    let near = Spelling.nearest(to: String(function.prefix { $0 != "(" }), in: names).map { "did you mean \($0)?" }
    throw CommandError("no function \(function) has 10 samples in a run of either end; \(near ?? "headroom report shows how functions are called")")
  }

  // MARK: Judging

  private func judge(_ commit: GitCommit, _ base: RevisionFolder, stepsLeft: Int) throws -> CommitSearch.Answer {
    var entry = Entry(commit: commit, answer: .skip, sentence: "")
    defer {
      log.append(entry)
      progress.note("\(entry.answer.rawValue): \(commit.text): \(entry.sentence)")
    }
    guard commit.tree != good.tree else {
      entry = Entry(commit: commit, answer: .good, sentence: "its files are those of the good end")
      return entry.answer
    }
    let candidate: RevisionFolder
    do throws(ExperimentError) { candidate = try folders.prepare(commit, side: "candidate") } catch {
      guard error.code == .build || error.code == .revision else { throw error }
      entry.sentence = error.message
      return entry.answer
    }
    do {
      let comparison = try compare(base, candidate, "\(commit.hash.prefix(7)), about \(stepsLeft) more after it: ")
      entry.answer = judgement(of: comparison) ?? .skip
      entry.sentence = sentence(comparison)
    } catch let error as CommandError {
      // A workload that does not run there.
      entry.sentence = error.description
    }
    return entry.answer
  }

  /// Compares two revisions, with more pairs where nothing can be said.
  private func compare(_ base: RevisionFolder, _ head: RevisionFolder, _ prefix: String, store: GateStore? = nil) throws -> Comparison {
    var options = options
    while true {
      let session = GateSession(
        options, base: base, head: head, names: [.base: "\(base.commit.hash.prefix(7))", .head: "\(head.commit.hash.prefix(7))"],
        renames: try repository.renames(from: base.commit.hash, to: head.commit.hash), store: store, progress: GateProgress(prefix: prefix),
        signals: signals)
      let comparison = try session.run()
      guard judgement(of: comparison) == nil, options.plan.pairs < mostPairs else { return comparison }
      options.plan.pairs = min(mostPairs, 2 * options.plan.pairs)
      options.plan.seed &+= 1
      progress.note("nothing can be said of \(head.commit.text) yet: \(comparison.reason); once more with \(options.plan.pairs) pairs")
    }
  }

  /// The commit that was found against the one before it: what the answer tells of.
  private func last(_ commit: GitCommit) throws -> Comparison {
    let before = try folders.prepare(try repository.commit("\(commit.hash)^"), side: "the commit before")
    let store = try GateStore(folder, options.workload.plan)
    let comparison = try compare(before, try folders.prepare(commit, side: "the first bad commit"), "what it changed: ", store: store)
    try GateFiles.write(comparison, to: folder, options: options.words)
    return comparison
  }

  /// Nil where nothing can be said.
  private func judgement(of comparison: Comparison) -> CommitSearch.Answer? {
    switch BisectionJudge(function: function).judge(comparison) {
    case .good: .good
    case .bad: .bad
    case .skip: nil
    }
  }

  private func sentence(_ comparison: Comparison) -> String {
    guard let function, judgement(of: comparison) == .bad else { return comparison.sentence }
    return "\(function) got slower"
  }
}
