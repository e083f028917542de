import CLinux
import Glibc

/// A command started for a recording. It waits, stopped, at its entry point until `resume()`.
///
/// It is spawned as a helper that stops itself and then becomes the command; the command then loads its libraries (see `EntryStop`). So
/// everything is known, and sampling set up, before the command has run at all.
public final class LaunchedProcess {
  public let processID: Int32
  /// The program it runs.
  public let path: String
  private var isStopped = true

  /// Finds `words[0]` in PATH and starts it with the rest as arguments.
  public init(_ words: [String]) throws(SamplingError) {
    guard let name = words.first, let path = Self.find(name) else { throw Self.refusal(words.first ?? "") }
    let helper = EntryStop.helper(path, words.dropFirst())
    var arguments: [UnsafeMutablePointer<CChar>?] = helper.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The command starts with no signal blocked, although we block some, and with SIGPIPE as usual.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var processID: pid_t = 0
    let error = posix_spawn(&processID, "/bin/sh", nil, &attributes, &arguments, environ)
    guard error == 0 else { throw SamplingError(.systemCall, "\(name) cannot be started: \(String(cString: strerror(error)))") }
    self.processID = processID
    self.path = path
    var status: Int32 = 0
    while waitpid(processID, &status, WUNTRACED) < 0, errno == EINTR {}
    if case .ended(let status) = EntryStop.hold(processID) {
      throw SamplingError(.targetExited, "\(name) ended with status \(status) before it began", remedy: "run it without headroom to see why")
    }
  }

  /// Lets the command run.
  public func resume() {
    guard isStopped else { return }
    isStopped = false
    kill(processID, SIGCONT)
  }

  /// Ends a command that will not be recorded after all, if it has not begun.
  public func abandon() {
    if isStopped { kill(processID, SIGKILL) }
  }

  /// Why a command cannot be started: a path that leads to something else than a program says so.
  private static func refusal(_ name: String) -> SamplingError {
    var status = stat()
    guard name.contains("/"), stat(name, &status) == 0 else {
      return SamplingError(.noSuchProcess, "there is no command \(name)", remedy: "check the name, or give its path")
    }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    return SamplingError(
      .permissionDenied, "\(name) is not a program that can be run", remedy: isFile ? "chmod +x \(name)" : "give the path of a program")
  }

  private static func find(_ name: String) -> String? {
    func isProgram(_ path: String) -> Bool {
      var status = stat()
      return access(path, X_OK) == 0 && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
    if name.contains("/") { return isProgram(name) ? name : nil }
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/\(name)" }.first(where: isProgram)
  }
}
