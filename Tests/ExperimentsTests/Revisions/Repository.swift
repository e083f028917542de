import Foundation
import Glibc

@testable import Experiments

/// A git repository in a folder of its own, removed with it.
final class Repository {
  private let scratch: Scratch
  var folder: String { scratch.folder }

  init() throws {
    scratch = try Scratch()
    try git("init", "--quiet", "--initial-branch=main", ".")
  }

  @discardableResult
  func git(_ words: String...) throws -> String {
    let facts = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "-c", "protocol.file.allow=always"]
    let outcome = try GitRepository.run(facts + words, in: folder)
    guard outcome.isSuccess else { throw TestFailure("git \(words.joined(separator: " ")): \(outcome.words)") }
    return outcome.output
  }

  func write(_ name: String, _ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: (folder + "/" + name as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try FileBytes.write(Array(text.utf8), to: "\(folder)/\(name)")
  }

  /// Commits what is there; gives the hash.
  @discardableResult
  func commit(_ message: String) throws -> String {
    try git("add", "--all")
    try git("commit", "--quiet", "--allow-empty", "--message", message)
    return try git("rev-parse", "HEAD").trimmedLine
  }

  /// All that must stay as it is: the files, the index, the branches, where HEAD is and how a bisection stands.
  func state() throws -> String {
    let files = try git("status", "--porcelain=v1", "--ignored", "--untracked-files=all")
    let refs = try git("for-each-ref") + git("rev-parse", "HEAD") + git("stash", "list")
    return files + refs + (try git("diff", "HEAD")) + (try git("ls-files", "--stage"))
  }
}
