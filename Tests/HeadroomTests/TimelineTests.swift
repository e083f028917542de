import Profiles
import Testing

/// Recordings that keep times.
@Suite("Times of waits", .needs("bpf")) struct TimelineTests {
  @Test("a long wait lies in every piece of the recording that it lasted through, is counted once, and the account still closes")
  func pieces() throws {
    let recording = try Recording("--collector", "bpf", "--timeline", "--", "/bin/sh", "-c", "sleep 1; true")
    let profile = recording.profile
    let (wait, waits) = (try #require(profile.sampleTypeIndex("wait")), try #require(profile.sampleTypeIndex("waits")))
    var pieces: [Int64: Int64] = [:]
    var count: Int64 = 0
    for sample in 0..<profile.samples.count where profile.label(Label.Key.state, ofSample: sample) != "runqueue" {
      let value = profile.samples.value(wait, of: sample)
      guard value > 0, let time = profile.labelSets.number(Label.Key.timestamp, in: Int(profile.samples.labels[sample])) else { continue }
      pieces[time, default: 0] += value
      count += profile.samples.value(waits, of: sample)
    }
    let total = pieces.values.reduce(0, +)
    #expect(total >= 1_000_000_000)
    #expect(pieces.count >= 4)
    // It sleeps from its beginning to its end: half of the recording has half of it, but for one piece.
    let first = pieces.filter { $0.key < profile.duration / 2 }.values.reduce(0, +)
    let largest = pieces.values.max() ?? 0
    #expect(abs(first - total / 2) <= largest + total / 20, "\(pieces)")
    #expect((1...3).contains(count))
    let trust = profile.environment.trust
    #expect(trust.closureError <= 5_000, "\(trust)")
  }
}
