import Foundation
import Glibc
import Profiles
import Testing

/// Files that are no profile, given to the commands that read one.
@Suite("Profile files") struct ProfileFileTests {
  private func refused(_ path: String, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
    let scratch = try Scratch()
    for outcome in [try Tool.run("report", path), try Tool.run("convert", path, scratch.path("out.pb.gz"))] {
      expectOneLineError(outcome, path, sourceLocation: sourceLocation)
      for part in parts { #expect(outcome.errors.contains(part), "\(outcome.errors)", sourceLocation: sourceLocation) }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder).isEmpty, sourceLocation: sourceLocation)
  }

  private func refused(_ bytes: [UInt8], _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
    let scratch = try Scratch()
    try Data(bytes).write(to: URL(fileURLWithPath: scratch.path("file")))
    try refused(scratch.path("file"), sourceLocation: sourceLocation)
    let errors = try Tool.run("report", scratch.path("file")).errors
    for part in parts { #expect(errors.contains(part), "\(errors)", sourceLocation: sourceLocation) }
  }

  /// These bytes as `gzip` packs them.
  private func packed(_ bytes: Data) throws -> [UInt8] {
    let scratch = try Scratch()
    try bytes.write(to: URL(fileURLWithPath: scratch.path("plain")))
    #expect(try Tool.runProgram("gzip", "-1", scratch.path("plain")).status == 0)
    return Array(FileManager.default.contents(atPath: scratch.path("plain.gz")) ?? Data())
  }

  @Test("that are none are refused by their name")
  func places() throws {
    try refused("/no/such/file.pb.gz", "No such file", "check the name")
    try refused("/tmp", "s a directory")
    try refused("/dev/null", "empty")
    try refused([], "empty")
    try refused(Array("hello, world\nthis is a text\n".utf8))
    try refused([UInt8](repeating: 0, count: 10_000))
    try refused(Tool.headroom)
    try refused("/bin/true")
  }

  @Test("that nobody may read are refused", .needsRoot, .needsProgram("setpriv"))
  func permission() throws {
    let scratch = try Scratch()
    try Data("secret".utf8).write(to: URL(fileURLWithPath: scratch.path("file")))
    chmod(scratch.path("file"), 0o600)
    let outcome = try Tool.start("/usr/bin/env", Recording.User.ordinary.prefix + [Tool.headroom, "report", scratch.path("file")]).finish()
    expectOneLineError(outcome, "cannot read \(scratch.path("file"))", "Permission denied")
  }

  @Test("that were cut off anywhere are refused")
  func cut() throws {
    let recording = try Recording("--", try Fixture.path("async-chain"), "--seconds", "0.5")
    let bytes = Array(FileManager.default.contents(atPath: recording.path) ?? Data())
    #expect(bytes.count > 500)
    let lengths = Set([1, 2, 5, 10, 11, 18, 20] + (1...12).map { bytes.count * $0 / 13 } + [8, 7, 4, 1].map { bytes.count - $0 })
    for length in lengths.sorted() { try refused(Array(bytes.prefix(length))) }
  }

  @Test("that are packed but hold something else are refused")
  func packedGarbage() throws {
    try refused(try packed(Data("hello, world\nthis is a text\n".utf8)))
    try refused(try packed(Data()))
    try refused(try packed(FileManager.default.contents(atPath: "/bin/true") ?? Data()))
    try refused(try packed(Data(count: 100_000_000)))
    try refused([0x1f, 0x8b, 8, 0] + [UInt8](repeating: 0x5a, count: 4_000))
    try refused([0x1f, 0x8b])
    let good = try packed(Data("hello".utf8))
    try refused(good + good + Array("trailing".utf8))
  }

  @Test("with damaged bytes are refused or read, and never crash the tool")
  func damaged() throws {
    let recording = try Recording("--", try Fixture.path("async-chain"), "--seconds", "0.5")
    #expect(try Tool.runProgram("sh", "-c", "gzip -dc \(recording.path) > \(recording.scratch.path("plain"))").status == 0)
    let bytes = Array(FileManager.default.contents(atPath: recording.scratch.path("plain")) ?? Data())
    var generator = SplitMix(seed: 5)
    for _ in 0..<60 {
      var copy = bytes
      for _ in 0..<(1 + generator.next() % 4) { copy[Int(generator.next() % UInt64(copy.count))] = UInt8(truncatingIfNeeded: generator.next()) }
      try Data(copy).write(to: URL(fileURLWithPath: recording.scratch.path("damaged")))
      let outcome = try Tool.run("report", recording.scratch.path("damaged"))
      #expect(outcome.status == 0 || outcome.status == 1, "\(outcome)")
      if outcome.status == 1 { expectOneLineError(outcome, recording.scratch.path("damaged")) }
    }
  }
}

/// A small generator of numbers that repeats from its seed (splitmix64).
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
