import Glibc
import Images
import TestSupport

@testable import Sampling

/// A program that runs beside a test; it ends with this object. What it prints goes to a file.
final class TestProcess {
  let processID: pid_t
  private let folder = TestFolder()

  /// Starts a program, found in PATH.
  init(_ words: [String]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, folder.path("output"), O_WRONLY | O_CREAT, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    processID = try Spawning.start(words, &actions)
  }

  /// Starts a fixture and waits until it is at work.
  static func fixture(_ name: String, _ words: String...) throws -> TestProcess {
    let process = try TestProcess([try fixturePath(name)] + words)
    try process.waitFor("ready")
    return process
  }

  /// The path of a fixture; HEADROOM_FIXTURES is the folder they were built in.
  static func fixturePath(_ name: String) throws -> String {
    let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
    let path = "\(getenv("HEADROOM_FIXTURES").map { String(cString: $0) } ?? root + "/.build/fixtures")/\(name)"
    guard access(path, X_OK) == 0 else { throw TestFailure("there is no \(path); run Fixtures/Workloads/build.sh") }
    return path
  }

  deinit { end() }

  /// Kills it and waits for its end.
  func end(_ signal: Int32 = SIGKILL) {
    kill(processID, signal)
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0, errno == EINTR {}
  }

  var output: String { ProcFile.text(folder.path("output")) }

  /// Waits until it has printed `text` so many times.
  func waitFor(_ text: String, times: Int = 1, _ meanwhile: () throws -> Void = {}) throws {
    try eventually("it prints `\(text)` \(times) times") {
      try meanwhile()
      return output.split(separator: "\n").count { $0.hasPrefix(text) } >= times
    }
  }

  /// Its state as the kernel abbreviates it: `R`, `S`, `T` (stopped), `t` (stopped by a tracer), `Z`; that of one thread when it is given.
  func state(_ threadID: Int32? = nil) -> Character? {
    let text = ProcFile.text("/proc/\(processID)/task/\(threadID ?? processID)/stat")
    return text.lastIndex(of: ")").flatMap { text.index($0, offsetBy: 2, limitedBy: text.index(before: text.endIndex)) }.map { text[$0] }
  }

  /// Who traces each of its threads; 0 for nobody.
  var tracers: [Int32] {
    ProcFile.numbers(in: "/proc/\(processID)/task").compactMap { thread in
      let lines = ProcFile.text("/proc/\(processID)/task/\(thread)/status").split(separator: "\n")
      return lines.first { $0.hasPrefix("TracerPid:") }.flatMap { Int32($0.split(separator: "\t").last ?? "") }
    }
  }

  /// CPU time it has used, nanoseconds.
  var processorTime: UInt64 { HostEnvironment.exactProcessorTime(of: processID) ?? 0 }

  /// Waits until it has used more CPU time than now.
  func waitForWork(_ meanwhile: () throws -> Void = {}) throws {
    let before = processorTime
    try eventually("it goes on working") {
      try meanwhile()
      return processorTime > before + 5_000_000
    }
  }
}

/// Waits until `condition` holds. The limit only keeps a failure from hanging.
func eventually(_ what: String, _ condition: () throws -> Bool) throws {
  for _ in 0..<3_000 {
    if try condition() { return }
    usleep(10_000)
  }
  throw TestFailure("it never came to pass that \(what)")
}

/// A folder for the files of one test; removed with it.
final class TestFolder {
  private let folder: String

  init() {
    var template = Array("/tmp/headroom-sampling-XXXXXX".utf8CString)
    folder = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }

  deinit {
    guard folder != "/tmp", let entries = opendir(folder) else { return }
    while let entry = readdir(entries) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      unlink(path(name))
    }
    closedir(entries)
    rmdir(folder)
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// Copies a file into the folder; gives its path there.
  func copy(_ source: String, as name: String, mode: mode_t = 0o755) throws -> String {
    try write(ProcFile.bytes(source), to: name, mode: mode)
  }

  /// Writes a file; gives its path.
  func write(_ bytes: some Sequence<UInt8>, to name: String, mode: mode_t = 0o755) throws -> String {
    let descriptor = open(path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw TestFailure("\(path(name)) cannot be written") }
    defer { close(descriptor) }
    let bytes = Array(bytes)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw TestFailure("\(path(name)) cannot be written") }
    return path(name)
  }
}

struct TestFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
