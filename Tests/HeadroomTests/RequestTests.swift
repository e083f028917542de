import Foundation
import Glibc
import Profiles
import Testing

/// Entries to a function, counted while recording.
@Suite("Requests", .needs("bpf")) struct RequestTests {
  @Test(
    "are as many as the fixture counts itself: an async function counts once per call however often it is suspended",
    arguments: [("actor-queue", "requestDeposit"), ("locked", "criticalSection"), ("pthread-mutex", "critical_section")])
  func launched(fixture: String, function: String) throws {
    let (recording, truth) = try Recording.whole(fixture, seconds: 1, options: ["--request", function])
    #expect(recording.profile.environment.requests == truth["requests"])
  }

  @Test("of a server that runs already are as many as it got meanwhile", .needsProgram("curl"))
  func server() throws {
    let server = try Server()
    for _ in 0..<3 { _ = try server.get("/plaintext", times: 5) }
    let scratch = try Scratch()
    let words = ["--collector", "bpf", "--request", "Router.respond(to:)", "-d", "60s", "-p", "\(server.process.processID)"]
    let recording = try Recording.start(words, in: scratch)
    try Recording.waitUntilSampling(recording)
    for path in ["/plaintext", "/json", "/locked", "/sum?n=1000"] { _ = try server.get(path, times: 10) }
    #expect(recording.stop(SIGINT).status == 0)
    _ = try server.get("/plaintext", times: 5)
    #expect(try scratch.profile(Recording.fileName).environment.requests == 40)
    let truth = Truth(members: try Fixture.truth(server.process.stop().output))
    #expect(truth["plaintext"] + truth["json"] + truth["locked"] + truth["sum"] == 60)
  }

  @Test("are not counted when nobody asks")
  func none() throws {
    let (recording, _) = try Recording.whole("locked", seconds: 1)
    #expect(recording.profile.environment.requests == nil)
  }

  @Test("of a function that is not there end the recording with one line, and leave the target alone")
  func missing() throws {
    let target = try Fixture.start("locked", "--seconds", "60")
    let scratch = try Scratch()
    let outcome = try Recording.start(["--collector", "bpf", "--request", "noSuchFunction", "-p", "\(target.processID)"], in: scratch).finish()
    expectLastLineError(outcome, "no function", "noSuchFunction")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder).isEmpty)
    try target.expectTruth()
  }
}

/// The fixture `http-server`, and requests to it.
struct Server {
  let process: Running
  private let port: Int

  init() throws {
    process = try Fixture.start("http-server", "--port", "0", "--seconds", "120")
    guard let line = process.output.split(separator: "\n").first(where: { $0.hasPrefix("listening on ") }), let port = Int(line.dropFirst(13)) else {
      throw TestFailure("no port in: \(process.output)")
    }
    self.port = port
  }

  /// What it answers, so many times over one connection.
  func get(_ path: String, times: Int = 1) throws -> String {
    let address = "http://127.0.0.1:\(port)\(path)"
    let outcome = try Tool.start("/usr/bin/env", ["curl", "-s", "--max-time", "20"] + [String](repeating: address, count: times)).finish()
    guard outcome.status == 0 else { throw TestFailure("curl \(address) ended with \(outcome.status): \(outcome.errors)") }
    return outcome.output
  }
}
