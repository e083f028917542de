import Foundation

/// Programs that validate what reports write; tests that need one are skipped by name where it is missing.
enum OtherTool {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static let hasXMLLint = (try? run(["xmllint", "--version"]))?.status == 0
  static let hasJSONSchema = (try? run(["python3", "-c", "import jsonschema"]))?.status == 0
  static let hasYAML = (try? run(["python3", "-c", "import yaml"]))?.status == 0

  /// Runs a program found on PATH to its end.
  ///
  /// - Parameters:
  ///   - files: Contents by name; they lie in a folder of their own, which the program runs in.
  ///   - environment: Added to what is inherited.
  /// - Returns: The exit code, standard output and error in one, and what the files hold afterwards that `results` names.
  @discardableResult
  static func run(
    _ arguments: [String], files: [String: String] = [:], environment: [String: String] = [:], results: [String] = []
  ) throws -> (status: Int32, output: String, results: [String: String]) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headroom-tool-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, content) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(content.utf8).write(to: file)
      if content.hasPrefix("#!") { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path) }
    }
    let output = folder.appending(path: "output of the tool")
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["timeout", "60"] + arguments
    process.currentDirectoryURL = folder
    var all = ProcessInfo.processInfo.environment
    for (name, value) in environment { all[name] = value.replacing("{folder}", with: folder.path) }
    process.environment = all
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    var contents: [String: String] = [:]
    for name in results { contents[name] = try? String(decoding: Data(contentsOf: folder.appending(path: name)), as: UTF8.self) }
    return (process.terminationStatus, String(decoding: try Data(contentsOf: output), as: UTF8.self), contents)
  }
}
