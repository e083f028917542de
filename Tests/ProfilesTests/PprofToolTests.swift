import Foundation
import Testing

@testable import Profiles

private let go = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/go" }
  .first { FileManager.default.isExecutableFile(atPath: $0) }

/// The reference reader opens our files.
@Suite(.enabled(if: go != nil, "go (package golang-go) is not installed")) struct PprofToolTests {
  private func pprof(_ arguments: [String], _ profile: Profile) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "headroom-\(UUID().uuidString).pb.gz")
    try Data(try ProfileFormat.pprof.encode(profile)).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: try #require(go))
    process.arguments = ["tool", "pprof"] + arguments + [file.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    return text
  }

  private var sample: Profile {
    var result = profile(
      [("main;request;parse", 30_000_000), ("main;request;render;render", 70_000_000)],
      labels: [[Label("task", "load"), Label("tid", 7)], [Label("task", "save")]])
    result.locations[1].isAsync = true
    result.functions[0].kind = .scheduler
    result.environment.toolVersion = "1.0"
    result.environment.kernel = "6.1"
    result.mappings = [Mapping(start: 0, limit: 1 << 20, fileOffset: 0, path: "/srv/app", buildID: "abc123")]
    for index in result.locations.indices { result.locations[index].mapping = 0 }
    return result
  }

  @Test("go tool pprof -top names our functions with our self and total values")
  func top() throws {
    let text = try pprof(["-top"], sample)
    let rows = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows.contains { $0.last == "render" && $0.first == "70ms" && $0[3] == "70ms" }, "\(text)")
    #expect(rows.contains { $0.last == "request" && $0.first == "0" && $0[3] == "100ms" }, "\(text)")
    #expect(text.contains("File: app"))
    #expect(text.contains("Build ID: abc123"))
  }

  @Test("go tool pprof -traces shows our stacks leaf first with their labels")
  func traces() throws {
    let text = try pprof(["-traces"], sample)
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    let start = try #require(words.firstIndex(of: "30ms"))
    #expect(Array(words[start..<start + 4]) == ["30ms", "parse", "request", "main"])
    #expect(text.contains("load"))
  }

  @Test("go tool pprof -comments prints the environment")
  func comments() throws {
    let text = try pprof(["-comments"], sample)
    #expect(text.contains("headroom: 1.0\nkernel: 6.1\n"))
  }
}
