import Glibc

/// Starts programs with no signal blocked, whatever the thread that starts them blocks.
public enum Spawning {
  /// Why a program cannot be started.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// - Parameters:
  ///   - words: The program, found in PATH, and its arguments.
  ///   - environment: `NAME=value`; nil for our own.
  ///   - flags: Of `posix_spawnattr_setflags`, beside the one for signals.
  public static func start(
    _ words: [String], _ actions: inout posix_spawn_file_actions_t, environment: [String]? = nil, flags: Int16 = 0
  ) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | flags)

    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = (environment ?? []).map { strdup($0) } + [nil]
    defer { for string in arguments + variables { free(string) } }
    var processID: pid_t = 0
    let error = variables.withUnsafeMutableBufferPointer { variables in
      posix_spawnp(&processID, words[0], &actions, &attributes, &arguments, environment == nil ? environ : variables.baseAddress)
    }
    guard error == 0 else { throw Failure(description: "\(words[0]) cannot be started: \(String(cString: strerror(error)))") }
    return processID
  }
}
