import Foundation
import Glibc
import Testing

/// The tool failed as it promises: exit code 1, nothing on standard output, one line on standard error that holds all of `parts`.
func expectOneLineError(_ outcome: Tool.Outcome, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation) {
  expectFailure(outcome, parts, sourceLocation)
  #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
  #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
}

/// The same of a command that had already told of its progress: its last line says what went wrong.
func expectLastLineError(_ outcome: Tool.Outcome, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation) {
  expectFailure(outcome, parts, sourceLocation)
}

private func expectFailure(_ outcome: Tool.Outcome, _ parts: [String], _ sourceLocation: SourceLocation) {
  #expect(outcome.status == 1, "\(outcome)", sourceLocation: sourceLocation)
  let lines = outcome.errors.split(separator: "\n")
  #expect(lines.allSatisfy { $0.hasPrefix("headroom: ") }, "\(outcome.errors)", sourceLocation: sourceLocation)
  #expect(outcome.errors.last == "\n", sourceLocation: sourceLocation)
  let last = lines.last.map(String.init) ?? ""
  for part in parts { #expect(last.contains(part), "no `\(part)` in: \(last)", sourceLocation: sourceLocation) }
}

enum Expected {
  /// Samples to judge by. How many there are is no property of the tool: a fixture that runs for two seconds gets what others leave it.
  static let leastSamples: Int64 = 60
}

extension Running {
  /// Nobody traces it, it is not stopped, and it goes on using CPU time.
  func expectUntouched(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(tracers == [0], sourceLocation: sourceLocation)
    #expect(state == "R" || state == "S", "state \(state ?? "?")", sourceLocation: sourceLocation)
    let before = processorTicks
    for _ in 0..<500 where processorTicks <= before + 1 { usleep(20_000) }
    #expect(processorTicks > before + 1, sourceLocation: sourceLocation)
  }

  /// Asks a fixture to end: it ends by itself and says its truth.
  func expectTruth(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = stop()
    #expect(outcome.status == 0, "\(outcome)", sourceLocation: sourceLocation)
    _ = try Fixture.truth(outcome.output)
  }
}
