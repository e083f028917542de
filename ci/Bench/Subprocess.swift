import Glibc

/// A program run beside the bench, with its output in a file.
final class Subprocess {
  let processID: pid_t
  private let outputPath: String
  private let started: UInt64
  private var outcome: Outcome?

  /// How a program ended.
  struct Outcome {
    /// Exit status; 128 + signal when a signal ended it.
    var status: Int32
    var seconds: Double
    /// User and system CPU time, seconds.
    var processorSeconds: Double
    /// Largest resident size, bytes.
    var peakBytes: Int
    var output: String
  }

  /// Starts `words[0]` (searched in PATH); both outputs go to one file.
  init(_ words: [String], input: String = "/dev/null") throws(BenchError) {
    outputPath = "\(Bench.folder)/output.\(getpid()).\(Subprocess.next())"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var processID: pid_t = 0
    started = Subprocess.now()
    let error = posix_spawnp(&processID, words[0], &actions, nil, &arguments, environ)
    guard error == 0 else { throw BenchError("cannot start \(words[0]): \(String(cString: strerror(error)))") }
    self.processID = processID
  }

  /// Runs a program to its end.
  static func run(_ words: [String], input: String = "/dev/null") throws(BenchError) -> Outcome {
    try Subprocess(words, input: input).wait()
  }

  /// Waits for the end.
  @discardableResult
  func wait() -> Outcome {
    if let outcome { return outcome }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(processID, &status, 0, &usage) < 0, errno == EINTR {}
    let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    let seconds = Double(Subprocess.now() - started) / 1e9
    let processor = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    let outcome = Outcome(
      status: code, seconds: seconds, processorSeconds: processor, peakBytes: Int(usage.ru_maxrss) * 1024, output: output)
    unlink(outputPath)
    self.outcome = outcome
    return outcome
  }

  /// Sends a signal and waits for the end.
  @discardableResult
  func stop(_ signal: Int32 = SIGTERM) -> Outcome {
    kill(processID, signal)
    return wait()
  }

  /// What it has written so far.
  var output: String { String(decoding: Bench.read(outputPath), as: UTF8.self) }

  /// Waits until the output has `text`, at most `seconds`.
  func waitForOutput(_ text: String, seconds: Int = 10) throws(BenchError) {
    for _ in 0..<(seconds * 50) {
      if output.contains(text) { return }
      usleep(20_000)
    }
    throw BenchError("process \(processID) never said `\(text)`")
  }

  nonisolated(unsafe) private static var count = 0
  private static func next() -> Int {
    count += 1
    return count
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// A measurement that could not be made: which, and why.
struct BenchError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
