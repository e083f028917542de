import Foundation
import Glibc

/// A git repository for a test of the gate, removed with it.
final class GateRepository {
  let scratch: Scratch
  var folder: String { scratch.path("repository") }

  /// The root of this package.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// An empty one.
  init() throws {
    scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.path("repository"), withIntermediateDirectories: true)
    try git("init", "--quiet", "--initial-branch=main", ".")
  }

  /// The history whose commits each plant one change of cost.
  init(history: Void) throws {
    scratch = try Scratch()
    let outcome = try Tool.start("\(Self.package)/Fixtures/Regressions/make-history.sh", [scratch.path("repository")]).finish()
    guard outcome.status == 0 else { throw TestFailure("the history cannot be made: \(outcome.errors)") }
  }

  @discardableResult
  func git(_ words: String...) throws -> String {
    let facts = ["-C", folder, "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    let outcome = try Tool.start("/usr/bin/git", facts + words).finish()
    guard outcome.status == 0 else { throw TestFailure("git \(words.joined(separator: " ")): \(outcome.errors)") }
    return outcome.output
  }

  func write(_ name: String, _ text: String, isProgram: Bool = false) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    if isProgram { chmod("\(folder)/\(name)", 0o755) }
  }

  func commit(_ message: String) throws {
    try git("add", "--all")
    try git("commit", "--quiet", "--allow-empty", "--message", message)
  }

  /// A commit with a script that loops so many times for each of ten requests.
  func commitLoop(_ rounds: Int, _ message: String) throws {
    let script = "#!/bin/sh\necho requests=0\ni=0\nwhile [ $i -lt \(rounds) ]; do i=$((i+1)); done\necho requests=10\n"
    try write("work.sh", script, isProgram: true)
    try commit(message)
  }

  /// What must never change: files, index, branches, HEAD, a bisection of the user's.
  func state() throws -> String {
    try git("status", "--porcelain", "--untracked-files=all") + git("for-each-ref") + git("rev-parse", "HEAD") + git("diff", "HEAD")
      + git("ls-files", "--stage")
  }

  /// Runs a command of ours there.
  func headroom(_ words: String...) throws -> Tool.Outcome { try Tool.start(Tool.headroom, words, folder: folder).finish() }

  /// The verdict a gate has left.
  func verdict(_ name: String = "headroom-gate") throws -> [String: Any] {
    let data = FileManager.default.contents(atPath: "\(folder)/\(name)/verdict.json") ?? Data()
    guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else { throw TestFailure("no verdict") }
    return object
  }
}
