import Glibc

/// The browser of the person at this machine.
enum LocalBrowser {
  /// How long a program may take to say that it cannot open anything, seconds.
  private static let patience = 3.0

  /// Opens a URL with the first program that can: those that BROWSER names, else xdg-open.
  ///
  /// BROWSER holds commands with colons between them, in which `%s` is the URL; without it the URL comes last.
  /// - Parameter remedy: What to do when there is none.
  static func open(_ address: String, remedy: String) throws(CommandError) {
    let named = getenv("BROWSER").map { String(cString: $0) } ?? ""
    let commands = named.split(separator: ":").map(String.init).filter { $0.contains { $0 != " " } }
    var problems: [String] = []
    for command in commands.isEmpty ? ["xdg-open"] : commands {
      var words = command.split(separator: " ").map(String.init)
      if command.contains("%s") {
        words = words.map { $0.split(separator: "%s", omittingEmptySubsequences: false).joined(separator: address) }
      } else {
        words.append(address)
      }
      guard let problem = run(words) else { return }
      problems.append("\(words[0]) \(problem)")
    }
    let advice = commands.isEmpty ? "\(remedy), or name a browser in BROWSER" : "\(remedy), or name another browser in BROWSER"
    throw CommandError("cannot open a browser: \(problems.joined(separator: ", ")); \(advice)")
  }

  /// Runs a command apart from us, in a session of its own; nil when it succeeded or still runs, as a browser does, else what went wrong.
  private static func run(_ words: [String]) -> String? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals that we block or ignore are not the browser's business, and our Ctrl-C does not end it.
    var none = sigset_t()
    sigemptyset(&none)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var processID: pid_t = 0
    let error = posix_spawnp(&processID, words[0], &actions, &attributes, &arguments, environ)
    if error != 0 { return error == ENOENT ? "is not installed" : "cannot be started (\(String(cString: strerror(error))))" }
    for _ in 0..<Int(patience * 50) {
      var status: Int32 = 0
      if waitpid(processID, &status, WNOHANG) == processID {
        if status == 0 { return nil }
        return status & 0x7f == 0 ? "ended with status \((status >> 8) & 0xff)" : "was ended by signal \(status & 0x7f)"
      }
      usleep(20_000)
    }
    return nil
  }
}
