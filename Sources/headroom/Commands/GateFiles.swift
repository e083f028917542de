import Regression
import Reports

/// The files in which a gate leaves its answer.
enum GateFiles {
  /// - Parameter options: Those that were given, for the command that does the same again.
  static func write(_ comparison: Comparison, to folder: String, options: [String] = []) throws {
    let design = comparison.design
    let benchmark = design.map(\.runCommand).flatMap { $0.isEmpty ? nil : $0 } ?? "headroom gate"
    let files = ComparisonFiles.all(
      comparison, toolVersion: Headroom.version, benchmark: benchmark, artifact: folder, reproduce: design.map { command(comparison, $0, options) })
    for (name, content) in files { try OutputFile("\(folder)/\(name)").write(content) }
  }

  /// The command that does the same again.
  private static func command(_ comparison: Comparison, _ design: Comparison.Design, _ options: [String]) -> String {
    var words = ["headroom", "gate"]
    for (option, value) in [("--base", comparison.base.commit), ("--head", comparison.head.commit)] where !value.isEmpty { words += [option, value] }
    words += options + ["--pairs", "\(design.plannedPairs)", "--seed", "\(design.seed)"]
    return words.map(quoted).joined(separator: " ")
  }

  /// For a shell.
  private static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || "-_./:=".utf8.contains(byte)
    }
    return isPlain ? text : "'\(text.replacing("'", with: "'\\''"))'"
  }
}
