import Glibc

/// What is known of the places output goes to.
enum Terminal {
  static var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
  static var standardOutputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Colour only for people: a terminal, and no NO_COLOR (<https://no-color.org>).
  static var usesColor: Bool {
    guard standardOutputIsTerminal, let term = getenv("TERM"), strcmp(term, "dumb") != 0 else { return false }
    guard let noColor = getenv("NO_COLOR") else { return true }
    return noColor[0] == 0
  }

  /// True where the place of the cursor can be chosen.
  static var canDraw: Bool {
    guard standardOutputIsTerminal, let term = getenv("TERM") else { return false }
    return term[0] != 0 && strcmp(term, "dumb") != 0
  }

  /// Columns of the terminal, else COLUMNS, else 120.
  static var width: Int { size.map(\.columns) ?? number("COLUMNS") ?? 120 }

  /// Lines of the terminal, else LINES, else 24.
  static var height: Int { size.map(\.lines) ?? number("LINES") ?? 24 }

  private static var size: (columns: Int, lines: Int)? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  private static func number(_ variable: String) -> Int? {
    guard let text = getenv(variable), let number = Int(String(cString: text)), number > 0 else { return nil }
    return number
  }

  /// False once nobody can read standard output any more: the other end of its pipe or its terminal has gone.
  static var outputHasReader: Bool {
    var entry = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&entry, 1, 0) <= 0 || entry.revents & Int16(POLLERR | POLLHUP) == 0
  }

  /// Writes to a terminal; one that has gone takes nothing, and that is no error.
  static func draw(_ text: String) {
    var text = text
    _ = text.withUTF8 { writeAll(STDOUT_FILENO, $0) }
  }

  /// Writes one line to standard error.
  static func note(_ line: String) { writeError(line + "\n") }

  /// Writes text to standard output.
  static func output(_ text: String) throws(CommandError) { try output(Array(text.utf8)) }

  /// Writes bytes to standard output; a reader that went away (`| head`) is not an error.
  static func output(_ bytes: [UInt8]) throws(CommandError) {
    guard let code = bytes.withUnsafeBufferPointer({ writeAll(STDOUT_FILENO, $0) }), code != EPIPE else { return }
    throw CommandError("cannot write to standard output: \(String(cString: strerror(code))); choose a file with -o, or another place")
  }

  /// Replaces the current line of standard error; only where that is a terminal.
  static func progress(_ line: String) {
    guard standardErrorIsTerminal else { return }
    writeError("\r\u{1b}[K" + line)
  }

  private static func writeError(_ text: String) {
    var text = text
    _ = text.withUTF8 { writeAll(STDERR_FILENO, $0) }
  }

  /// Returns nil, or why not everything could be written.
  private static func writeAll(_ descriptor: Int32, _ bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    var done = 0
    while done < bytes.count {
      let count = write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return errno }
      done += count
    }
    return nil
  }
}
