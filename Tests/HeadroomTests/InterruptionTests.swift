import Foundation
import Glibc
import Profiles
import Testing

/// Recordings that are interrupted, at every moment of their life.
@Suite("Interruptions", .serialized) struct InterruptionTests {
  /// Microseconds after the start of the tool, whose own start takes the first of them.
  static let moments: [UInt32] = [0, 3_000, 20_000, 100_000, 250_000, 400_000, 1_000_000]

  /// A recording that was asked to end has written its file, or said nothing because it was not one yet.
  private func expectCleanEnd(_ outcome: Tool.Outcome, _ signal: Int32, in scratch: Scratch) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.folder)
    if outcome.status == 0 {
      #expect(outcome.errors.contains("ended by signal"))
      #expect(outcome.errors.contains("wrote "))
      #expect(files == [Recording.fileName])
      let profile = try scratch.profile(Recording.fileName)
      #expect(outcome.errors.contains("recorded \(profile.environment.trust.samples) samples"))
    } else {
      #expect(outcome.status == 128 + signal, "\(outcome)")
      #expect(outcome.errors.isEmpty)
      #expect(files.isEmpty)
    }
  }

  @Test("by SIGINT or SIGTERM keep what was recorded and leave the target alone", arguments: CollectorSupport.available, [SIGINT, SIGTERM])
  func asked(_ collector: String, _ signal: Int32) throws {
    let target = try Fixture.start("cpu-split", "--seconds", "120")
    for moment in Self.moments {
      let scratch = try Scratch()
      let recording = try Recording.start(["--collector", collector, "-d", "30s", "-p", "\(target.processID)"], in: scratch)
      usleep(moment)
      try expectCleanEnd(recording.stop(signal), signal, in: scratch)
      target.expectUntouched()
    }
    try target.expectTruth()
  }

  @Test("by SIGINT end with samples once sampling goes on", arguments: CollectorSupport.available)
  func whileSampling(_ collector: String) throws {
    let target = try Fixture.start("cpu-split", "--seconds", "60")
    let scratch = try Scratch()
    let recording = try Recording.start(["--collector", collector, "-p", "\(target.processID)"], in: scratch)
    try Recording.waitUntilSampling(recording)
    let outcome = recording.stop(SIGINT)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(try scratch.profile(Recording.fileName).environment.trust.samples > 0)
    target.expectUntouched()
    try target.expectTruth()
  }

  @Test("by a second SIGINT do not cut the writing of the file short", arguments: CollectorSupport.available)
  func twice(_ collector: String) throws {
    let target = try Fixture.start("async-chain", "--seconds", "60")
    for pause: UInt32 in [0, 30_000, 110_000, 150_000, 200_000, 300_000] {
      let scratch = try Scratch()
      let recording = try Recording.start(["--collector", collector, "-p", "\(target.processID)"], in: scratch)
      try Recording.waitUntilSampling(recording)
      kill(recording.processID, SIGINT)
      usleep(pause)
      let outcome = recording.stop(SIGINT)
      #expect(outcome.status == 0, "second signal after \(pause) microseconds: \(outcome)")
      #expect(try scratch.profile(Recording.fileName).environment.trust.samples > 0)
    }
    target.expectUntouched()
    try target.expectTruth()
  }

  @Test("by SIGKILL leave the target running", arguments: CollectorSupport.available)
  func killed(_ collector: String) throws {
    let target = try Fixture.start("async-chain", "--seconds", "120")
    for moment in Self.moments {
      let scratch = try Scratch()
      let recording = try Recording.start(["--collector", collector, "-F", "2000", "-p", "\(target.processID)"], in: scratch)
      usleep(moment)
      #expect(recording.stop(SIGKILL).status == 128 + SIGKILL)
      target.expectUntouched()
    }
    try target.expectTruth()
  }

  @Test("of a command by SIGINT leave the command running, and say how to end it", arguments: CollectorSupport.available)
  func command(_ collector: String) throws {
    let scratch = try Scratch()
    let words = ["--collector", collector, "--", try Fixture.path("cpu-split"), "--seconds", "3"]
    let recording = try Recording.start(words, in: scratch)
    try Recording.waitUntilSampling(recording)
    let outcome = recording.stop(SIGINT)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.errors.contains("the command runs on as process"))
    try recording.waitFor("truth: ")
    #expect(try scratch.profile(Recording.fileName).environment.trust.samples > 0)
  }
}
