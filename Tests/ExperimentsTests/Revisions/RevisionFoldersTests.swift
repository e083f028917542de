import Foundation
import Glibc
import Synchronization
import Testing

@testable import Experiments

extension Runs {
  /// Working trees of revisions, built and kept.
  @Suite struct RevisionFoldersTests {
    /// Two commits of a file, and a build that counts how often it ran.
    private func repository() throws -> (Repository, [GitCommit]) {
      let repository = try Repository()
      try repository.write("part/value", "one\n")
      try repository.commit("First")
      try repository.write("part/value", "two\n")
      try repository.commit("Second, with <b>, \"quotes\" and \u{e4}")
      let git = try GitRepository(repository.folder)
      return (repository, [try git.commit("HEAD~1"), try git.commit("HEAD")])
    }

    private func text(_ path: String) -> String { String(decoding: FileBytes.read(path) ?? [], as: UTF8.self) }

    @Test("both revisions are built in folders of their own, and a dirty working tree stays as it is") func dirtyTree() throws {
      let (repository, commits) = try repository()
      try repository.write("part/value", "changed and staged\n")
      try repository.git("add", "part/value")
      try repository.write("part/value", "changed again\n")
      try repository.write("untracked", "mine\n")
      let before = try repository.state()
      let folders = RevisionFolders(try GitRepository(repository.folder), build: "cp part/value built")
      let base = try folders.prepare(commits[0], side: "base")
      let head = try folders.prepare(commits[1], side: "head")
      #expect(text("\(base.folder)/built") == "one\n")
      #expect(text("\(head.folder)/built") == "two\n")
      #expect(base.folder.utf8.count == head.folder.utf8.count)
      #expect(try repository.state() == before)
      #expect(commits[1].title == "Second, with <b>, \"quotes\" and \u{e4}")
    }

    @Test("a revision is built once for a command, and again for another") func builtOnce() throws {
      let (repository, commits) = try repository()
      let log = "\(repository.folder)/.git/builds"
      let git = try GitRepository(repository.folder)
      for command in ["echo a >> \(log)", "echo a >> \(log)", "echo b >> \(log)", "echo a >> \(log)"] {
        _ = try RevisionFolders(git, build: command).prepare(commits[0], side: "base")
      }
      #expect(text(log) == "a\nb\n")
    }

    @Test("a revision is built again by another compiler") func toolchain() throws {
      let (repository, commits) = try repository()
      let log = "\(repository.folder)/.git/builds"
      let git = try GitRepository(repository.folder)
      for version in ["Swift 6.2", "Swift 6.2", "Swift 6.3", "Swift 6.3"] {
        _ = try RevisionFolders(git, build: "echo built >> \(log)", toolchain: { _ in version }).prepare(commits[0], side: "base")
      }
      #expect(text(log) == "built\nbuilt\n")
    }

    @Test("git says which commit is the first bad one in either of its ways, and the title of a commit does not")
    func firstBad() {
      let hash = String(repeating: "0a", count: 20)
      #expect(CommitSearch.firstBad("\(hash) is the first bad commit") == hash)
      // From git 2.55 on.
      #expect(CommitSearch.firstBad("\(hash) is the first 'bad' commit") == hash)
      #expect(CommitSearch.firstBad("[\(hash)] this is the first bad commit") == nil)
      #expect(CommitSearch.firstBad("\(hash) Tell why this is the first bad commit") == nil)
    }

    @Test("a command runs in the folder of the working tree it was asked for in") func subfolder() throws {
      let (repository, commits) = try repository()
      let git = try GitRepository(repository.folder + "/part")
      let folder = try RevisionFolders(git, build: "cp value built").prepare(commits[1], side: "head")
      #expect(folder.folder == folder.root + "/part")
      #expect(text("\(folder.root)/part/built") == "two\n")
      try repository.git("rm", "-r", "--quiet", "part")
      let gone = try repository.commit("Without it")
      let error = #expect(throws: ExperimentError.self) { try RevisionFolders(git, build: "true").prepare(try git.commit(gone), side: "head") }
      #expect(error?.description.contains("part/") == true)
    }

    @Test("a build that fails is told with side, commit and last words, and leaves no working tree") func failingBuild() throws {
      let (repository, commits) = try repository()
      let git = try GitRepository(repository.folder)
      let folders = RevisionFolders(git, build: "echo 'error: no such module' >&2; exit 4")
      let error = #expect(throws: ExperimentError.self) { try folders.prepare(commits[0], side: "base") }
      #expect(error?.code == .build)
      #expect(error?.message == "building base (\(commits[0].text)) failed with status 4; its last output: error: no such module")
      #expect(try repository.git("worktree", "list").split(separator: "\n").count == 1)
    }

    @Test("what a killed one left behind is removed next time, and what is in use is not") func leftovers() throws {
      let (repository, commits) = try repository()
      let git = try GitRepository(repository.folder)
      let folders = RevisionFolders(git, build: "cp part/value built")
      let used = try folders.prepare(commits[1], side: "head")
      // As if it had been killed while building: a working tree without a stamp.
      let half = "\(folders.home)/0123456789ab"
      try repository.git("worktree", "add", "--quiet", "--detach", half, commits[0].hash)
      mkdir("\(folders.home)/ba9876543210", 0o755)
      try folders.tidy()
      #expect(!Files.exists(half))
      #expect(!Files.exists("\(folders.home)/ba9876543210"))
      #expect(Files.exists("\(used.folder)/built"))
      #expect(try repository.git("worktree", "list").split(separator: "\n").count == 2)
    }

    @Test("a working tree that was half built is built afresh") func halfBuilt() throws {
      let (repository, commits) = try repository()
      let folders = RevisionFolders(try GitRepository(repository.folder), build: "test ! -e built && cp part/value built")
      do { _ = try folders.prepare(commits[0], side: "base") }
      unlink("\(folders.home)/\(RevisionFolders.key(tree: commits[0].tree, build: folders.buildCommand)).stamp")
      #expect(Files.exists(try folders.prepare(commits[0], side: "base").folder + "/built"))
    }

    @Test("at most eight are kept, the oldest goes first, and none in use") func kept() throws {
      let (repository, commits) = try repository()
      let git = try GitRepository(repository.folder)
      let used = try RevisionFolders(git, build: "true").prepare(commits[0], side: "base")
      for number in 0..<9 { _ = try RevisionFolders(git, build: "true \(number)").prepare(commits[1], side: "head") }
      let folders = RevisionFolders(git, build: "true")
      // The one in use is the oldest of all.
      utimes("\(folders.home)/\(RevisionFolders.key(tree: commits[0].tree, build: "true")).stamp", [timeval(), timeval()])
      utimes(
        "\(folders.home)/\(RevisionFolders.key(tree: commits[1].tree, build: "true 0")).stamp",
        [timeval(tv_sec: 1, tv_usec: 0), timeval(tv_sec: 1, tv_usec: 0)])
      try folders.tidy()
      #expect(Files.isFolder(used.folder))
      #expect(!Files.exists("\(folders.home)/\(RevisionFolders.key(tree: commits[1].tree, build: "true 0"))"))
      #expect(Files.names(in: folders.home).filter { $0.hasSuffix(".stamp") }.count == RevisionFolders.kept + 1)
    }

    @Test("two at once build a revision once and both get it") func twoAtOnce() throws {
      let (repository, commits) = try repository()
      let git = try GitRepository(repository.folder)
      let log = "\(repository.folder)/.git/builds"
      let command = "echo built >> \(log); sleep 0.3; cp part/value built"
      let results = Mutex<[String]>([])
      let threads = (0..<2).map { _ in
        Thread {
          let folder = try? RevisionFolders(git, build: command).prepare(commits[1], side: "head")
          let built = folder.map { FileBytes.read("\($0.folder)/built") ?? [] } ?? []
          results.withLock { $0.append(String(decoding: built, as: UTF8.self)) }
        }
      }
      for thread in threads { thread.start() }
      try eventually("both are done") { results.withLock { $0.count } == 2 }
      #expect(results.withLock { $0 } == ["two\n", "two\n"])
      #expect(text(log) == "built\n")
    }

    @Test("unknown revisions and folders without a repository are told in a line") func unknown() throws {
      let (repository, _) = try repository()
      let git = try GitRepository(repository.folder)
      for name in ["no-such-branch", "--help", "", "HEAD:part/value"] {
        let error = #expect(throws: ExperimentError.self) { try git.commit(name) }
        #expect(error?.code == .revision)
        #expect(error?.description.contains("\n") == false)
      }
      #expect(throws: ExperimentError.self) { try GitRepository("/proc") }
      try repository.git("clone", "--quiet", "--depth=1", "file://\(repository.folder)", "\(repository.folder)/.git/shallow")
      let error = #expect(throws: ExperimentError.self) { try GitRepository(repository.folder + "/.git/shallow").commit("HEAD~1") }
      #expect(error?.remedy.contains("--unshallow") == true)
    }

    @Test("renamed files are told by their new names") func renames() throws {
      let (repository, _) = try repository()
      try repository.write("part/long", (0..<50).map { "line \($0)\n" }.joined())
      let base = try repository.commit("Long")
      try repository.git("mv", "part/long", "part/l\u{e4}nger name")
      let head = try repository.commit("Moved")
      #expect(try GitRepository(repository.folder).renames(from: base, to: head) == ["part/l\u{e4}nger name": "part/long"])
    }

    @Test("the default branch and where a branch began are found") func mergeBase() throws {
      let (repository, commits) = try repository()
      try repository.git("checkout", "--quiet", "-b", "topic", commits[0].hash)
      let topic = try repository.commit("On a branch")
      let git = try GitRepository(repository.folder)
      #expect(try git.defaultBranch() == "main")
      #expect(try git.mergeBase("main", topic) == commits[0].hash)
    }
  }
}
