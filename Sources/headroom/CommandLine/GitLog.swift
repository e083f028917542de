import Glibc

/// Asks `git` about the repository of the current folder; never changes anything in it.
enum GitLog {
  /// Whether the current folder lies in one, and `git` can be run.
  static var isPresent: Bool { output(["rev-parse", "--git-dir"]) != nil }

  /// The full hash of a revision; nil where there is no such commit.
  static func commit(_ revision: String) -> String? {
    output(["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"])?.split(separator: "\n").first.map(String.init)
  }

  /// When a commit was made, seconds since 1970, and the first line of its message.
  static func description(of hash: String) -> (date: Double, title: String)? {
    guard isHash(hash), let text = output(["show", "-s", "--format=%ct %s", hash]) else { return nil }
    let parts = text.split(separator: "\n").first?.split(separator: " ", maxSplits: 1) ?? []
    guard let date = parts.first.flatMap({ Double($0) }) else { return nil }
    return (date, parts.count > 1 ? String(parts[1]) : "")
  }

  /// The place of commits and of all that came before them, parents first. Those that are not in the repository are missing.
  static func order(of commits: some Sequence<String>) -> [String: Int] {
    // So many hashes fit on a command line.
    let known = commits.filter(isHash).suffix(20_000)
    guard !known.isEmpty, let text = output(["rev-list", "--topo-order", "--reverse", "--ignore-missing"] + known) else { return [:] }
    var order: [String: Int] = [:]
    for (place, hash) in text.split(separator: "\n").enumerated() { order[String(hash)] = place }
    return order
  }

  struct Change {
    var hash: String
    var title: String
    var files: [String]
  }

  /// The commits after `good` up to `bad`, oldest first, with the files they touched; at most `limit`, the newest of them.
  static func changes(after good: String, to bad: String, limit: Int = 200) -> [Change] {
    guard isHash(good), isHash(bad) else { return [] }
    let range = ["--topo-order", "--name-only", "--no-renames", "-n", String(limit), "\(good)..\(bad)"]
    guard let text = output(["-c", "core.quotePath=off", "-c", "log.showSignature=false", "log", "--format=%x01%H%x02%s"] + range) else { return [] }
    let changes = text.split(separator: "\u{1}").map { part in
      let lines = part.split(separator: "\n")
      let head = lines.first?.split(separator: "\u{2}", maxSplits: 1) ?? []
      return Change(
        hash: head.first.map(String.init) ?? "", title: head.count > 1 ? String(head[1]) : "", files: lines.dropFirst().map(String.init))
    }
    return changes.reversed()
  }

  /// The full name of an object, SHA-1 or SHA-256.
  static func isHash(_ text: String) -> Bool {
    [40, 64].contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// What `git` prints; nil when it fails or is not installed.
  private static func output(_ words: [String]) -> String? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    // Without optional locks nothing is written, not even a refreshed index.
    var arguments: [UnsafeMutablePointer<CChar>?] = (["git", "--no-optional-locks", "--no-pager"] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var processID: pid_t = 0
    let error = posix_spawnp(&processID, "git", &actions, nil, &arguments, environ)
    close(ends[1])
    guard error == 0 else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0, errno == EINTR {}
    return status == 0 ? String(decoding: bytes, as: UTF8.self) : nil
  }
}
