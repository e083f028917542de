import Foundation

/// The fixture programs, built once.
enum Fixture {
  /// The folder they are in: HEADROOM_FIXTURES, else where their build script puts them.
  static let folder: Result<String, TestFailure> = {
    if let folder = ProcessInfo.processInfo.environment["HEADROOM_FIXTURES"] { return .success(folder) }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    do {
      let outcome = try Tool.start("\(package)/Fixtures/Workloads/build.sh", []).finish()
      guard outcome.status == 0, let last = outcome.output.split(separator: "\n").last else {
        return .failure(TestFailure("the fixtures do not build: \(outcome.errors)"))
      }
      return .success(String(last))
    } catch {
      return .failure(TestFailure("\(error)"))
    }
  }()

  static func path(_ name: String) throws -> String { try folder.get() + "/" + name }

  /// The word, or where it is the path of a fixture that of a copy: a checkout may lie in a folder that only its owner can enter.
  static func reachable(_ word: String, in scratch: Scratch) throws -> String {
    guard word.hasPrefix(try folder.get() + "/") else { return word }
    let copy = scratch.path(URL(fileURLWithPath: word).lastPathComponent)
    try FileManager.default.copyItem(atPath: word, toPath: copy)
    return copy
  }

  /// Starts a fixture and waits until it is at work.
  static func start(_ name: String, _ words: String...) throws -> Running {
    let running = try Tool.start(try path(name), words)
    try running.waitFor("ready")
    return running
  }

  /// The `truth:` line of what a fixture printed.
  static func truth(_ output: String) throws -> [String: Any] {
    guard let line = output.split(separator: "\n").last(where: { $0.hasPrefix("truth: ") }),
      let object = try JSONSerialization.jsonObject(with: Data(line.dropFirst(7).utf8)) as? [String: Any]
    else { throw TestFailure("no truth in: \(output)") }
    return object
  }
}
