import Foundation
import Glibc
import Profiles

/// The built `headroom`, and other programs beside it.
enum Tool {
  /// How a program ended and what it printed.
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The folder of the built products: this test bundle lies in it too.
  static let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path

  static let headroom = products + "/headroom"

  /// Runs `headroom` with these words to its end.
  static func run(_ words: String..., folder: String? = nil, input: Data? = nil) throws -> Outcome {
    try start(headroom, words, folder: folder, input: input).finish()
  }

  /// Runs any program, found in PATH, to its end.
  static func runProgram(_ words: String...) throws -> Outcome { try start("/usr/bin/env", words).finish() }

  /// Starts a program.
  static func start(_ program: String, _ words: [String], folder: String? = nil, input: Data? = nil) throws -> Running {
    try Running(program, words, folder: folder, input: input)
  }

  /// True when `name` is in PATH.
  static func isInstalled(_ name: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}

/// A folder for the files of one test, removed with it.
final class Scratch {
  let folder: String

  init() throws {
    var template = Array("/tmp/headroom-test.XXXXXX".utf8CString)
    guard let made = template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) }) else { throw TestFailure("no scratch folder") }
    folder = String(cString: made)
    chmod(folder, 0o755)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { folder + "/" + name }
  func text(_ name: String) -> String { String(decoding: FileManager.default.contents(atPath: path(name)) ?? Data(), as: UTF8.self) }
  func profile(_ name: String) throws -> Profile {
    try ProfileFormat.pprof.decode(Array(FileManager.default.contents(atPath: path(name)) ?? Data()))
  }
}

struct TestFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
