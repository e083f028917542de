import Foundation
import Glibc
import TestSupport

/// A program that runs beside the test. What it prints goes to files, so that no pipe fills up.
///
/// Foundation's `Process` will not do: it starts programs with the signals blocked that threads of a dispatch queue block, and waits for the
/// descendants of a program too.
final class Running {
  let processID: pid_t
  private let scratch: Scratch
  /// What `waitpid` said; nil while it has not been waited for.
  private var status: Int32?

  init(_ program: String, _ words: [String], folder: String? = nil, input: Data? = nil) throws {
    scratch = try Scratch()
    try (input ?? Data()).write(to: URL(fileURLWithPath: scratch.path("input")))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, scratch.path("input"), O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, scratch.path("output"), O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, scratch.path("errors"), O_WRONLY | O_CREAT | O_APPEND, 0o644)

    // Glibc's module does not show `posix_spawn_file_actions_addchdir_np`; `env` becomes the program and keeps its process id.
    processID = try Spawning.start((folder.map { ["/usr/bin/env", "-C", $0] } ?? []) + [program] + words, &actions)
  }

  deinit {
    guard status == nil else { return }
    kill(processID, SIGKILL)
    wait()
  }

  var output: String { scratch.text("output") }
  var errors: String { scratch.text("errors") }

  /// Waits until it has printed `text`, at most ten seconds.
  func waitFor(_ text: String) throws {
    for _ in 0..<500 {
      if output.contains(text) { return }
      usleep(20_000)
    }
    throw TestFailure("the program never said `\(text)`; it said: \(output) \(errors)")
  }

  /// Waits for its end.
  @discardableResult
  func finish() -> Tool.Outcome {
    if status == nil { wait() }
    let status = self.status ?? 0
    return Tool.Outcome(status: status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f), output: output, errors: errors)
  }

  /// Sends a signal and waits for its end.
  @discardableResult
  func stop(_ signal: Int32 = SIGTERM) -> Tool.Outcome {
    kill(processID, signal)
    return finish()
  }

  private func wait() {
    var ended: Int32 = 0
    while waitpid(processID, &ended, 0) < 0, errno == EINTR {}
    status = ended
  }
}
