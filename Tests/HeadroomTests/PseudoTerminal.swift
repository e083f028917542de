import Foundation
import Glibc
import TestSupport

/// A program on a terminal of its own, which the test types on and looks at.
final class PseudoTerminal {
  let processID: pid_t
  private let master: Int32
  /// The program's end, held open so that its settings can be read when the program has gone.
  private let slave: Int32
  private let settings: termios
  private var bytes: [UInt8] = []
  private var status: Int32?

  /// TIOCSPTLCK and TIOCGPTN of `ioctl_tty(2)`, and POSIX_SPAWN_SETSID of <spawn.h>, which Glibc's module does not show.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430
  private static let newSession: Int16 = 0x80

  /// Starts a program, found by its path, as the leader of a session whose terminal this is.
  init(_ words: [String], columns: UInt16 = 100, rows: UInt16 = 30, environment: [String] = ["TERM=xterm-256color"]) throws {
    master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: UInt32 = 0
    var isLocked: Int32 = 0
    guard master >= 0, ioctl(master, Self.setLock, &isLocked) == 0, ioctl(master, Self.getNumber, &number) == 0 else {
      throw TestFailure("no pseudo-terminal: \(String(cString: strerror(errno)))")
    }
    let name = "/dev/pts/\(number)"
    slave = Glibc.open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var settings = termios()
    guard slave >= 0, tcgetattr(slave, &settings) == 0 else { throw TestFailure("\(name) cannot be opened") }
    self.settings = settings
    Self.setSize(master, columns, rows)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a session opens becomes its own.
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)

    let inherited = ProcessInfo.processInfo.environment.filter { !["TERM", "NO_COLOR", "COLUMNS", "LINES", "SWIFT_BACKTRACE"].contains($0.key) }
    // A crash on a terminal would wait for somebody who wants to look into it.
    let own = environment + ["SWIFT_BACKTRACE=enable=no"]
    processID = try Spawning.start(words, &actions, environment: inherited.map { "\($0.key)=\($0.value)" } + own, flags: Self.newSession)
  }

  deinit {
    if status == nil {
      kill(processID, SIGKILL)
      _ = finish()
    }
    close(slave)
    close(master)
  }

  /// Everything the program wrote so far.
  var output: String {
    takeIn()
    return String(decoding: bytes, as: UTF8.self)
  }

  private func takeIn() {
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(master, &piece, piece.count)
      guard count > 0 else { return }
      bytes += piece.prefix(count)
    }
  }

  /// The lines of the last whole frame, without colours; a frame is what stands between the first place of the screen and the wiping of the rest.
  var screen: [String] {
    takeIn()
    // A frame is a few thousand bytes.
    let recent = String(decoding: bytes.suffix(1 << 16), as: UTF8.self)
    let frames = recent.components(separatedBy: "\u{1b}[H").dropFirst().filter { $0.contains("\u{1b}[J") }
    guard let last = frames.last?.components(separatedBy: "\u{1b}[J").first else { return [] }
    return last.replacing(/\u{1b}\[[0-9;?]*[A-Za-z]/, with: "")
      // The terminal puts a carriage return of its own before every new line.
      .replacing("\r\r\n", with: "\n").components(separatedBy: "\n")
  }

  func type(_ keys: String) {
    let keys = Array(keys.utf8)
    _ = write(master, keys, keys.count)
  }

  func resize(columns: UInt16, rows: UInt16) { Self.setSize(master, columns, rows) }

  /// Waits until the screen is as it should be; what a busy machine needs for that is no property of the tool.
  func waitFor(_ what: String, _ isThere: ([String]) -> Bool) throws {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(60) {
      if isThere(screen) { return }
      if hasEnded { break }
      usleep(50_000)
    }
    throw TestFailure("never on the screen: \(what); last was: \(screen.joined(separator: "\n")); all: \(output.suffix(500))")
  }

  /// Waits for the end; the exit code, or 128 and the signal.
  func finish() -> Int32 {
    while !hasEnded {
      takeIn()
      usleep(10_000)
    }
    let status = self.status ?? 0
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }

  /// Whether the terminal is as it was before the program: its settings, and the first screen with a cursor and lines that go on.
  var isRestored: Bool {
    var now = termios()
    guard tcgetattr(slave, &now) == 0, now.c_lflag == settings.c_lflag, now.c_iflag == settings.c_iflag, now.c_oflag == settings.c_oflag else {
      return false
    }
    let characters = { (settings: termios) in withUnsafeBytes(of: settings.c_cc) { Array($0) } }
    guard characters(now) == characters(settings) else { return false }
    return ["1049", "25", "7"].allSatisfy { mode in
      let (on, off) = ("\u{1b}[?\(mode)h", "\u{1b}[?\(mode)l")
      // The first screen is where 1049 is off; cursor and lines are where theirs are on.
      return last(mode == "1049" ? off : on) > last(mode == "1049" ? on : off)
    }
  }

  private func last(_ sequence: String) -> Int { output.range(of: sequence, options: .backwards)?.lowerBound.utf16Offset(in: output) ?? -1 }

  private var hasEnded: Bool {
    if status != nil { return true }
    var ended: Int32 = 0
    guard waitpid(processID, &ended, WNOHANG) == processID else { return false }
    status = ended
    return true
  }

  private static func setSize(_ master: Int32, _ columns: UInt16, _ rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }
}
