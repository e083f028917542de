/// A commit between the last good and the first bad one, with the files it touched.
public struct TouchedCommit: Sendable, Equatable {
  public var commit: String
  public var title: String
  /// Paths in the repository.
  public var files: [String]

  public init(commit: String, title: String, files: [String]) {
    self.commit = commit
    self.title = title
    self.files = files
  }
}

/// Puts the commits first that touched the files of the functions whose cost changed.
public enum CommitRanking {
  public struct Suspect: Sendable, Equatable {
    public var commit: TouchedCommit
    /// The changed functions whose files it touched, in their order.
    public var functions: [String]
    /// What those functions changed by, nanoseconds.
    public var weight: Double
  }

  /// - Parameter commits: In the order of history; commits of equal weight keep it.
  public static func rank(_ commits: [TouchedCommit], functions: [HistoryTrend.Function]) -> [Suspect] {
    let suspects = commits.map { commit in
      let touched = functions.filter { function in commit.files.contains { isSame(function.file, $0) } }
      return Suspect(commit: commit, functions: touched.map(\.name), weight: touched.reduce(0) { $0 + abs($1.difference) })
    }
    return suspects.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element)
  }

  /// Whether a source file as the compiler saw it is this path of the repository: one is the end of the other.
  static func isSame(_ file: String, _ path: String) -> Bool {
    guard !file.isEmpty, !path.isEmpty else { return false }
    return file == path || file.hasSuffix("/" + path) || path.hasSuffix("/" + file)
  }
}
