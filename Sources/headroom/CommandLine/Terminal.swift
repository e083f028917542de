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

  /// Columns of the terminal, else COLUMNS, else 120.
  static var width: Int {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    if let columns = getenv("COLUMNS"), let width = Int(String(cString: columns)), width > 0 { return width }
    return 120
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
