import Experiments
import Glibc

/// The browser of the person at this machine, opened by the first program that can: one that BROWSER names, else xdg-open.
///
/// BROWSER holds commands with colons between them, in which `%s` is the URL; without it the URL comes last.
struct LocalBrowser {
  enum Progress: Equatable {
    case trying, opened
    /// What went wrong, and what to do instead.
    case failed(String)
  }

  /// How long a program may take to say that it cannot open anything, seconds; a browser that runs longer is one that shows the page.
  private static let patience = 3.0

  private let address: String
  private let remedy: String
  private let isNamed: Bool
  /// The commands that were not tried yet.
  private var commands: ArraySlice<String>
  private var problems: [String] = []
  /// The program that is at it, and when it was started.
  private var current: (name: String, processID: pid_t, start: UInt64)?

  /// - Parameter remedy: What to do when there is none.
  init(_ address: String, remedy: String) {
    self.address = address
    self.remedy = remedy
    let named = getenv("BROWSER").map { String(cString: $0) } ?? ""
    let commands = named.split(separator: ":").map(String.init).filter { $0.contains { $0 != " " } }
    isNamed = !commands.isEmpty
    self.commands = isNamed ? commands[...] : ["xdg-open"]
  }

  /// Starts the next program when none runs, and looks how the one that runs is doing; never waits.
  mutating func advance() -> Progress {
    guard let running = current else {
      guard let command = commands.popFirst() else { return .failed(problem) }
      start(command)
      return .trying
    }
    var status: Int32 = 0
    guard waitpid(running.processID, &status, WNOHANG) == running.processID else {
      return MonotonicClock.seconds(from: running.start, to: MonotonicClock.now) > Self.patience ? .opened : .trying
    }
    if status == 0 { return .opened }
    problems.append(
      "\(running.name) \(status & 0x7f == 0 ? "ended with status \((status >> 8) & 0xff)" : "was ended by signal \(status & 0x7f)")")
    current = nil
    return .trying
  }

  private var problem: String {
    "cannot open a browser: \(problems.joined(separator: ", ")); \(remedy), or name \(isNamed ? "another" : "a") browser in BROWSER"
  }

  private mutating func start(_ command: String) {
    var words = command.split(separator: " ").map(String.init)
    if command.contains("%s") {
      words = words.map { $0.split(separator: "%s", omittingEmptySubsequences: false).joined(separator: address) }
    } else {
      words.append(address)
    }
    var processID: pid_t = 0
    switch Self.run(words, &processID) {
    case 0: current = (words[0], processID, MonotonicClock.now)
    case ENOENT: problems.append("\(words[0]) is not installed")
    case let error: problems.append("\(words[0]) cannot be started (\(String(cString: strerror(error))))")
    }
  }

  /// Starts a command apart from us, in a process group of its own; an error number when it cannot be.
  private static func run(_ words: [String], _ processID: inout pid_t) -> Int32 {
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
    return posix_spawnp(&processID, words[0], &actions, &attributes, &arguments, environ)
  }
}
