import Glibc

/// A search for the first bad commit by `git bisect`, in a working tree of its own: what the user has under way stays as it is.
///
/// Nothing is checked out there: whoever judges the candidates builds them elsewhere. The working tree is removed with the object.
public final class CommitSearch {
  /// What is known of a candidate. What cannot be judged is left out.
  public enum Answer: String, Sendable { case good, bad, skip }

  public enum State: Sendable, Equatable {
    /// This one has to be judged next.
    case candidate(GitCommit)
    case found(GitCommit)
    /// The first bad one is among these, which could not be judged.
    case undecided([GitCommit])
  }

  public private(set) var state: State
  /// About how many candidates are still to come after the present one.
  public private(set) var stepsLeft = 0
  private let repository: GitRepository
  private let worktree: Worktree

  /// Begins the search.
  ///
  /// - Throws: `ExperimentError` when good and bad have no common history, or are in the wrong order.
  public init(_ folders: RevisionFolders, good: GitCommit, bad: GitCommit) throws(ExperimentError) {
    repository = folders.repository
    worktree = try Worktree(folders, at: good)
    state = .undecided([])
    let outcome = try worktree.git(["bisect", "start", "--no-checkout", bad.hash, good.hash])
    guard outcome.isSuccess else {
      throw ExperimentError(
        .revision, "git bisect cannot start between \(good.text) and \(bad.text): \(outcome.words)", remedy: "see git log --oneline --graph")
    }
    try take(outcome)
  }

  /// Takes in what is known of the present candidate, and goes on to the next.
  public func answer(_ answer: Answer) throws(ExperimentError) {
    guard case .candidate(let commit) = state else { return }
    try take(try worktree.git(["bisect", answer.rawValue, commit.hash]))
    guard state != .candidate(commit) else {
      throw ExperimentError(.revision, "git bisect asks for \(commit.text) again", remedy: "see git bisect log, and tell us its version")
    }
  }

  private func take(_ outcome: GitRepository.Outcome) throws(ExperimentError) {
    let lines = outcome.output.split(separator: "\n").map(String.init)
    if let hash = lines.lazy.compactMap(Self.firstBad).first {
      state = .found(try repository.commit(hash))
      return
    }
    if let start = lines.firstIndex(where: { $0.hasPrefix("There are only 'skip'ped commits left") }) {
      var commits: [GitCommit] = []
      for line in lines[start...] where line.utf8.count >= 40 && line.allSatisfy(\.isHexDigit) { commits.append(try repository.commit(line)) }
      state = .undecided(commits)
      return
    }
    let head = try worktree.git(["rev-parse", "--verify", "--quiet", "BISECT_HEAD"])
    guard outcome.isSuccess, head.isSuccess else {
      throw ExperimentError(.revision, "git bisect cannot go on: \(outcome.words)", remedy: "is the good revision an ancestor of the bad one?")
    }
    // `Bisecting: 4 revisions left to test after this (roughly 2 steps)`
    if let line = lines.first(where: { $0.hasPrefix("Bisecting:") }), let steps = line.number(after: "roughly ") { stepsLeft = steps }
    state = .candidate(try repository.commit(head.output.trimmedLine))
  }

  /// The hash in `<hash> is the first bad commit`; git 2.55 and later write `'bad'`. Titles of commits may say the same.
  static func firstBad(_ line: String) -> String? {
    let hash = line.prefix { $0 != " " }
    guard hash.utf8.count >= 40, hash.allSatisfy(\.isHexDigit) else { return nil }
    return ["bad", "'bad'"].contains { line.dropFirst(hash.count) == " is the first \($0) commit" } ? String(hash) : nil
  }
}

extension CommitSearch {
  /// The working tree in which git keeps where the search stands.
  private final class Worktree {
    private let path: String
    private let repository: GitRepository
    private var lock: FileLock?

    init(_ folders: RevisionFolders, at commit: GitCommit) throws(ExperimentError) {
      repository = folders.repository
      path = "\(folders.home)/bisect-\(getpid())"
      try folders.makeHome()
      // Should we be killed, the lock ends and the next one to come tidies up.
      lock = try FileLock.take("\(path).lock", .exclusive)
      Files.removeTree(path)
      _ = try repository.run(["worktree", "prune"])
      let outcome = try repository.run(["worktree", "add", "--force", "--detach", "--no-checkout", "--quiet", path, commit.hash])
      guard outcome.isSuccess else {
        throw ExperimentError(.store, "\(path) cannot be made: \(outcome.words)", remedy: "check who owns the repository")
      }
    }

    deinit {
      Files.removeTree(path)
      _ = try? repository.run(["worktree", "prune"])
      unlink("\(path).lock")
      lock = nil
    }

    func git(_ arguments: [String]) throws(ExperimentError) -> GitRepository.Outcome { try GitRepository.run(arguments, in: path) }
  }
}

extension String {
  /// The whole number that follows a text.
  fileprivate func number(after text: String) -> Int? {
    guard let range = firstRange(of: text) else { return nil }
    return Int(self[range.upperBound...].prefix { $0.isNumber })
  }
}
