import Glibc

/// Working trees for revisions, built and kept for next time, in `headroom/worktrees` of the repository's git folder.
///
/// Each has the name of its files and of the command that builds it, so that what was built once is found again. Beside it lie a lock, which
/// whoever uses it holds, and a stamp, which says that it is finished, and by which compiler: another one builds it anew. All names have the same length: paths end up in programs.
public struct RevisionFolders {
  /// So many are kept for next time.
  static let kept = 8

  public let repository: GitRepository
  /// The command that builds a revision; nil when there is nothing to build.
  public let buildCommand: String?
  private let isStopRequested: () -> Bool
  private let report: (Event) -> Void
  /// The compiler that a folder is built with.
  private let toolchain: (String) -> String

  /// What happens, for people who wait.
  public enum Event: Sendable {
    /// Another headroom uses the folder.
    case waits
    case builds(GitCommit)
    /// The last line that the build printed.
    case progress(String)
    case note(String)
  }

  public init(
    _ repository: GitRepository, build: String?, isStopRequested: @escaping () -> Bool = { false }, report: @escaping (Event) -> Void = { _ in },
    toolchain: ((String) -> String)? = nil
  ) {
    self.repository = repository
    buildCommand = build
    self.isStopRequested = isStopRequested
    self.report = report
    self.toolchain = toolchain ?? { (try? Toolchain.version(in: $0, isStopRequested: isStopRequested)) ?? "" }
  }

  /// Where everything lies.
  var home: String { "\(repository.commonFolder)/headroom/worktrees" }

  // MARK: Use

  /// The working tree of a commit, built; it stays as it is as long as the result lives.
  ///
  /// - Parameter side: For messages: `base`.
  public func prepare(_ commit: GitCommit, side: String) throws(ExperimentError) -> RevisionFolder {
    try makeHome()
    let key = Self.key(tree: commit.tree, build: buildCommand)
    let root = "\(home)/\(key)"
    var stamp = RevisionStamp(tree: commit.tree, build: buildCommand ?? "")
    // The files say which compiler it is, where a version manager chooses: it is asked once they are all there, which the stamp says.
    func isFinished() -> Bool {
      guard Files.exists("\(root).stamp"), Files.isFolder(root) else { return false }
      if stamp.toolchain == nil { stamp.toolchain = toolchain(of: root) }
      return stamp.isAt("\(root).stamp")
    }
    while true {
      let lock = try FileLock.wait(
        "\(root).lock", .exclusive, isStopRequested: isStopRequested, orShared: isFinished, waiting: { report(.waits) })
      if !isFinished() {
        guard lock.kind == .exclusive else { continue }
        try make(key, commit, side: side)
        stamp.toolchain = toolchain(of: root)
        try stamp.write("\(root).stamp")
      }
      // From now on others may use it too. Somebody may have come in between.
      guard lock.change(to: .shared), isFinished() else { continue }
      utimes("\(root).stamp", nil)
      return RevisionFolder(commit: commit, root: root, folder: try ownFolder(in: root, commit, side: side), lock: lock)
    }
  }

  /// Takes away what a killed headroom has left and what is too old to be kept.
  public func tidy() throws(ExperimentError) {
    guard Files.isFolder(home) else { return }
    guard let lock = try FileLock.take("\(home)/lock", .exclusive) else { return }
    defer { withExtendedLifetime(lock) {} }
    let names = Files.names(in: home)
    let keys = Set(names.filter { !$0.contains(".") && Files.isFolder("\(home)/\($0)") })
    let finished = keys.filter { Files.exists("\(home)/\($0).stamp") }
    let byAge = finished.sorted { Files.changeTime("\(home)/\($0).stamp") > Files.changeTime("\(home)/\($1).stamp") }
    for key in keys.subtracting(finished).sorted() + byAge.dropFirst(Self.kept) { try removeUnused(key) }
    _ = try repository.run(["worktree", "prune"])
  }

  private func removeUnused(_ key: String) throws(ExperimentError) {
    guard let lock = try FileLock.take("\(home)/\(key).lock", .exclusive) else { return }
    defer { withExtendedLifetime(lock) {} }
    unlink("\(home)/\(key).stamp")
    Files.removeTree("\(home)/\(key)")
  }

  /// What is not built is the same under every compiler.
  private func toolchain(of root: String) -> String { buildCommand == nil ? "" : toolchain(root) }

  // MARK: Making

  func makeHome() throws(ExperimentError) {
    for path in ["\(repository.commonFolder)/headroom", home] {
      guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
        throw ExperimentError(
          .store, "the folder \(path) cannot be made: \(String(cString: strerror(errno)))", remedy: "check who owns the repository")
      }
    }
  }

  /// Checks the commit out afresh and builds it.
  private func make(_ key: String, _ commit: GitCommit, side: String) throws(ExperimentError) {
    let folder = "\(home)/\(key)"
    do {
      let lock = try FileLock.wait("\(home)/lock", .exclusive, isStopRequested: isStopRequested, waiting: { report(.waits) })
      defer { withExtendedLifetime(lock) {} }
      unlink("\(home)/\(key).stamp")
      Files.removeTree(folder)
      _ = try repository.run(["worktree", "prune"])
      let outcome = try repository.run(["worktree", "add", "--force", "--detach", "--quiet", folder, commit.hash])
      guard outcome.isSuccess else {
        throw ExperimentError(
          .revision, "\(side) (\(commit.text)) cannot be checked out: \(outcome.words)", remedy: "free some space, or see git fsck")
      }
    }
    if Files.exists("\(folder)/.gitmodules") {
      report(.note("\(commit.text): submodules are not checked out; let --build do it: git submodule update --init"))
    }
    guard let buildCommand else { return }
    report(.builds(commit))
    do { try build(buildCommand, in: folder, commit, side: side) } catch {
      Files.removeTree(folder)
      _ = try repository.run(["worktree", "prune"])
      throw error
    }
  }

  /// The folder of a working tree that is the user's own in his.
  private func ownFolder(in root: String, _ commit: GitCommit, side: String) throws(ExperimentError) -> String {
    let folder = repository.prefix.isEmpty ? root : "\(root)/\(repository.prefix.dropLast())"
    guard Files.isFolder(folder) else {
      throw ExperimentError(
        .revision, "\(side) (\(commit.text)) has no folder \(repository.prefix)", remedy: "run headroom in a folder that both revisions have")
    }
    return folder
  }

  private func build(_ command: String, in root: String, _ commit: GitCommit, side: String) throws(ExperimentError) {
    let folder = try ownFolder(in: root, commit, side: side)
    // What a hook tells git of another repository is not for the build. One command takes the shell's place, so that it ends when we are killed.
    let words =
      ["env"] + GitRepository.foreignVariables.flatMap { ["-u", $0] } + ["sh", "-c", ShellWords.isOneProgram(command) ? "exec \(command)" : command]
    let child = try ChildProcess(words, name: "the build", directory: folder)
    defer { child.end(grace: 2) }
    var shown = 0
    while child.ending == nil {
      if isStopRequested() { throw ExperimentError(.interrupted, "interrupted while building \(side)") }
      let (lines, next) = child.output.lines(from: shown)
      shown = next
      if let last = lines.last { report(.progress(last)) }
      usleep(20_000)
    }
    guard let ending = child.ending, !ending.isSuccess else { return }
    for line in child.output.lines(from: 0).lines.suffix(20) { report(.note(line)) }
    let text = ending.text.hasPrefix("ended with") ? ending.text.replacing("ended with", with: "failed with") : ending.text
    throw ExperimentError(
      .build, "building \(side) (\(commit.text)) \(text); \(child.output.lastWords())", remedy: "try `\(command)` by hand in a checkout of it")
  }

  /// Twelve hexadecimal digits for the files of a revision and how they are built.
  static func key(tree: String, build: String?) -> String {
    // FNV-1a, 64 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>. The stamp tells the rest apart.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(tree)\n\(build ?? "")".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String((String(repeating: "0", count: 16 - digits.count) + digits).suffix(12))
  }
}

/// A working tree of one commit, for as long as this lives.
public final class RevisionFolder {
  public let commit: GitCommit
  /// The root of the working tree.
  public let root: String
  /// The folder in it that is the user's own in his.
  public let folder: String
  private let lock: FileLock

  init(commit: GitCommit, root: String, folder: String, lock: FileLock) {
    self.commit = commit
    self.root = root
    self.folder = folder
    self.lock = lock
  }
}

/// What says that a working tree is finished.
struct RevisionStamp {
  var tree: String
  var build: String
  /// nil as long as nobody asked.
  var toolchain: String?

  private var text: [UInt8] { Array("\(tree)\n\(build)\n\(toolchain ?? "?")\n".utf8) }

  func isAt(_ path: String) -> Bool { FileBytes.read(path) == text }
  func write(_ path: String) throws(ExperimentError) { try FileBytes.write(text, to: path) }
}
