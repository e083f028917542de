import Glibc

/// The alternate screen of a terminal, with its keyboard where standard input is one. It is given back however the tool ends: at the end of its
/// use, at `exit`, and when the tool crashes.
///
/// Source of the sequences: <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>; 2026 begins and ends a frame that a terminal draws at once,
/// where it knows that, <https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036>.
final class Screen {
  let hasKeys: Bool
  private var isOpen = false

  /// Alternate screen, no cursor, no line that goes on in the next one.
  private static let begin = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l\u{1b}[2J"

  init() {
    hasKeys = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &SavedTerminal.attributes) == 0
    SavedTerminal.install(hasAttributes: hasKeys)
  }

  deinit { close() }

  /// Takes the screen: keys come one by one and are not shown. Ctrl-C stays a signal.
  func open() {
    guard !isOpen else { return }
    isOpen = true
    SavedTerminal.isTaken = 1
    if hasKeys {
      var attributes = SavedTerminal.attributes
      attributes.c_lflag &= ~tcflag_t(ICANON | ECHO)
      // A read gives what there is, and never waits.
      withUnsafeMutableBytes(of: &attributes.c_cc) { characters in
        characters[Int(VMIN)] = 0
        characters[Int(VTIME)] = 0
      }
      tcsetattr(STDIN_FILENO, TCSANOW, &attributes)
    }
    Terminal.draw(Self.begin)
  }

  /// Gives the screen back as it was.
  func close() {
    guard isOpen else { return }
    isOpen = false
    SavedTerminal.restore()
  }

  /// Replaces what is shown; one write for a frame, and no line is wiped before its successor stands there.
  func show(_ lines: [String]) {
    var frame = "\u{1b}[?2026h\u{1b}[H"
    for (index, line) in lines.enumerated() { frame += (index == 0 ? "" : "\r\n") + line + "\u{1b}[K" }
    Terminal.draw(frame + "\u{1b}[J\u{1b}[?2026l")
  }

  /// The bytes of the keys that were pressed since the last call.
  func pressed() -> [UInt8] {
    guard hasKeys, isOpen else { return [] }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    return count > 0 ? Array(bytes.prefix(count)) : []
  }

  /// Stops the tool as Ctrl-Z asks, with the terminal given back, and takes the screen again when it goes on.
  func suspend() {
    close()
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTSTP)
    raise(SIGTSTP)
    // The signal that was held back stops the tool here.
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    open()
  }
}

/// What has to be put back, where a signal handler can reach it: plain memory, and calls that `signal-safety(7)` allows.
private enum SavedTerminal {
  // Written before the handlers are installed, on the one thread that draws.
  nonisolated(unsafe) static var attributes = termios()
  nonisolated(unsafe) static var hasAttributes = false
  nonisolated(unsafe) static var isTaken: sig_atomic_t = 0
  nonisolated(unsafe) private static var isInstalled = false
  /// What was done at a signal before, by its number.
  nonisolated(unsafe) static let before = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
  /// Lines go on in the next one, the cursor is seen, the first screen.
  private static let end = StaticString("\u{1b}[?2026l\u{1b}[0m\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l")

  static func install(hasAttributes: Bool) {
    self.hasAttributes = hasAttributes
    isTaken = 0
    guard !isInstalled else { return }
    isInstalled = true
    atexit { SavedTerminal.restore() }
    for signal in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { signal in
        SavedTerminal.restore()
        // What would have come of the signal comes of it now.
        sigaction(signal, SavedTerminal.before + Int(signal), nil)
        raise(signal)
      }
      action.sa_flags = SA_NODEFER
      sigaction(signal, &action, before + Int(signal))
    }
  }

  static func restore() {
    guard isTaken != 0 else { return }
    isTaken = 0
    var done = 0
    while done < end.utf8CodeUnitCount {
      let count = write(STDOUT_FILENO, end.utf8Start + done, end.utf8CodeUnitCount - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      done += count
    }
    if hasAttributes { tcsetattr(STDIN_FILENO, TCSANOW, &attributes) }
  }
}
