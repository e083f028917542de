import Foundation
import Glibc
import Profiles
import Testing

/// Samples that could not be kept.
@Suite("Lost samples") struct LostTests {
  @Test("are counted wherever the recording is shown", .needs("bpf"))
  func ringOverflow() throws {
    let target = try Fixture.start("frameless", "--seconds", "120")
    let scratch = try Scratch()
    let recording = try Recording.start(["--collector", "bpf", "-F", "9999", "-d", "60s", "-p", "\(target.processID)"], in: scratch)
    try Recording.waitUntilSampling(recording)
    // While the tool does not look, the ring fills up: every sample of a program without frame pointers carries a copy of its stack.
    kill(recording.processID, SIGSTOP)
    sleep(4)
    kill(recording.processID, SIGCONT)
    let outcome = recording.stop(SIGINT)
    #expect(outcome.status == 0, "\(outcome)")
    let trust = try scratch.profile(Recording.fileName).environment.trust
    #expect(trust.lost > 0 && trust.samples > 0, "\(trust)")
    #expect(outcome.errors.contains("; \(trust.lost) lost"))
    let path = scratch.path(Recording.fileName)
    let text = try Tool.run("report", path).output
    let line = try #require(text.split(separator: "\n").first { $0.contains(" lost (") })
    #expect(line.replacing(" ", with: "").replacing(",", with: "").contains("\(trust.lost)lost("), "\(line)")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(try Tool.run("report", path, "--json").output.utf8)) as? [String: Any])
    #expect((object["trust"] as? [String: Any])?["lost"] as? Int64 == trust.lost)
    try target.expectTruth()
  }
}
