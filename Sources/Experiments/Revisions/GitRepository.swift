import Glibc

/// A git repository, asked by its own command line; nothing here touches the user's files, index or branches.
public struct GitRepository: Sendable {
  /// The folder from which it was found, absolute.
  public let folder: String
  /// The root of the working tree around that folder.
  public let root: String
  /// The folder within the root, with a slash at its end; empty for the root itself.
  public let prefix: String
  /// What all working trees of the repository share: `.git` of the main one.
  public let commonFolder: String

  /// Finds the repository around a folder.
  public init(_ folder: String = ".") throws(ExperimentError) {
    let resolved = realpath(folder, nil)
    defer { free(resolved) }
    guard let resolved else { throw ExperimentError(.revision, "there is no folder \(folder)", remedy: "check the name") }
    let absolute = String(cString: resolved)
    self.folder = absolute
    let outcome = try Self.run(["rev-parse", "--path-format=absolute", "--show-toplevel", "--git-common-dir", "--show-prefix"], in: absolute)
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard outcome.isSuccess, lines.count >= 3 else {
      if outcome.words.contains("dubious ownership") {
        throw ExperimentError(
          .revision, "git does not trust \(absolute): it belongs to another user", remedy: "git config --global --add safe.directory \(absolute)")
      }
      throw ExperimentError(
        .revision, "\(absolute) is in no git repository's working tree",
        remedy: "run it in a checkout, or compare two folders: headroom gate BASE HEAD")
    }
    root = lines[0]
    commonFolder = lines[1]
    prefix = lines[2]
  }

  // MARK: Questions

  /// The commit that a revision names.
  public func commit(_ revision: String) throws(ExperimentError) -> GitCommit {
    guard !revision.isEmpty, !revision.hasPrefix("-") else { throw ExperimentError(.revision, "`\(revision)` is no revision", remedy: "see git log") }
    let outcome = try run(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"])
    let hash = outcome.output.trimmedLine
    guard outcome.isSuccess, !hash.isEmpty else {
      let isShallow = try run(["rev-parse", "--is-shallow-repository"]).output.trimmedLine == "true"
      throw ExperimentError(
        .revision, "there is no revision \(revision) in \(root)",
        remedy: isShallow
          ? "the clone is shallow: git fetch --unshallow (actions/checkout: fetch-depth: 0)" : "see git log --oneline --all, or git fetch it")
    }
    // The subject may hold anything but a newline; the other fields have no spaces.
    let facts = try run(["show", "--no-patch", "--no-show-signature", "--format=%H %T %ct %s", hash])
    let fields = facts.output.trimmedLine.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
    guard facts.isSuccess, fields.count == 4, let date = Double(fields[2]) else {
      throw ExperimentError(.revision, "commit \(hash) of \(root) cannot be read", remedy: "git fsck")
    }
    return GitCommit(hash: String(fields[0]), tree: String(fields[1]), title: String(fields[3]), date: date)
  }

  /// The branch that others branch from: `origin/HEAD`, else `main` or `master`; nil when there is none.
  public func defaultBranch() throws(ExperimentError) -> String? {
    for name in ["origin/HEAD", "origin/main", "main", "origin/master", "master"] {
      if try run(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"]).isSuccess { return name }
    }
    return nil
  }

  /// The last commit that two have in common; nil when there is none.
  public func mergeBase(_ first: String, _ second: String) throws(ExperimentError) -> String? {
    let outcome = try run(["merge-base", first, second])
    return outcome.isSuccess ? outcome.output.trimmedLine : nil
  }

  /// Old names of files by new ones, relative to the root: what was moved or copied with most of its content between two commits.
  public func renames(from base: String, to head: String) throws(ExperimentError) -> [String: String] {
    let outcome = try run(["diff", "--find-renames", "--diff-filter=R", "--name-status", "-z", base, head])
    guard outcome.isSuccess else { return [:] }
    // Each is `R100`, the old name, the new one.
    let fields = outcome.output.split(separator: "\0", omittingEmptySubsequences: false)
    var renames: [String: String] = [:]
    for index in stride(from: 0, to: fields.count - 2, by: 3) where fields[index].hasPrefix("R") {
      renames[String(fields[index + 2])] = String(fields[index + 1])
    }
    return renames
  }

  // MARK: Running git

  /// How a call of git ended.
  struct Outcome {
    var ending: ChildProcess.Ending
    var output: String
    /// Its last words, for messages.
    var words: String

    var isSuccess: Bool { ending == .status(0) }
  }

  /// Whether files that git follows differ from HEAD.
  public func hasChanges() throws(ExperimentError) -> Bool {
    try !run(["status", "--porcelain", "--untracked-files=no"]).output.isEmpty
  }

  func run(_ arguments: [String], outputLimit: Int = 16 << 20) throws(ExperimentError) -> Outcome {
    try Self.run(arguments, in: root, outputLimit: outputLimit)
  }

  /// Variables by which a hook or another git tells git which repository is meant: here the folder tells it.
  static let foreignVariables = [
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
  ]

  /// - Parameter outputLimit: Bytes kept of its output; of more the first are dropped.
  static func run(_ arguments: [String], in folder: String, outputLimit: Int = 16 << 20) throws(ExperimentError) -> Outcome {
    guard ProgramPath.find("git") != nil else { throw ExperimentError(.start, "there is no command git", remedy: "install git") }
    var words = ["env"] + foreignVariables.flatMap { ["-u", $0] } + ["LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "git"]
    // Hooks are for the user's own actions.
    words += ["-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "advice.detachedHead=false", "-C", folder] + arguments
    let child = try ChildProcess(words, name: "git", outputLimit: outputLimit)
    defer { child.end(grace: 0) }
    while child.ending == nil { usleep(500) }
    return Outcome(ending: child.ending ?? .unknown, output: child.output.standardOutput, words: child.output.lastWords())
  }
}

/// One commit.
public struct GitCommit: Sendable, Equatable {
  /// Full hashes of the commit and of its files.
  public var hash: String
  public var tree: String
  /// The first line of the message.
  public var title: String
  /// When it was committed, seconds since 1970.
  public var date: Double

  /// For people: `abc1234 Title`.
  public var text: String { "\(hash.prefix(7)) \(title.prefix(60))" }
}

extension String {
  /// The first line, without its end.
  var trimmedLine: String { String(prefix { $0 != "\n" && $0 != "\r\n" }) }
}
