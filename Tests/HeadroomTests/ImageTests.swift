import Foundation
import Glibc
import Profiles
import Testing

/// Programs whose files are gone, others, or broken while they run.
@Suite("Images") struct ImageTests {
  /// The program `frameless` or `cpu-split` in a folder of its own, where its file can be mistreated.
  private func copy(_ name: String, to scratch: Scratch) throws -> String {
    let path = scratch.path(name)
    try FileManager.default.copyItem(atPath: try Fixture.path(name), toPath: path)
    return path
  }

  private func start(_ path: String) throws -> Running {
    let target = try Tool.start(path, ["--seconds", "60"])
    try target.waitFor("ready")
    return target
  }

  private func expectNames(_ recording: Recording, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(recording.profile.environment.trust.samples > 0, sourceLocation: sourceLocation)
    let shares = ["spendSixty", "spendThirty"].map { recording.profile.share(of: $0) }
    #expect(shares.allSatisfy { $0 > 0.1 } && shares.reduce(0, +) > 0.5, "\(shares)", sourceLocation: sourceLocation)
  }

  @Test("that were deleted still have their names", arguments: CollectorSupport.available)
  func deleted(_ collector: String) throws {
    let scratch = try Scratch()
    let path = try copy("cpu-split", to: scratch)
    let target = try start(path)
    unlink(path)
    let recording = try Recording(of: target, "--collector", collector, "-F", "499", "-d", "1s")
    expectNames(recording)
    #expect(recording.profile.environment.target == path)
    try target.expectTruth()
  }

  @Test("that another file has taken the place of have their own names, not its", arguments: CollectorSupport.available)
  func replaced(_ collector: String) throws {
    let scratch = try Scratch()
    let path = try copy("cpu-split", to: scratch)
    let target = try start(path)
    #expect(rename(try copy("frameless", to: scratch), path) == 0)
    let recording = try Recording(of: target, "--collector", collector, "-F", "499", "-d", "1s")
    expectNames(recording)
    #expect(recording.profile.share(of: "frameless") == 0)
    try target.expectTruth()
  }

  @Test("without symbols are called by their file, and samples are kept", arguments: CollectorSupport.available)
  func stripped(_ collector: String) throws {
    let scratch = try Scratch()
    let path = try copy("cpu-split", to: scratch)
    #expect(try Tool.runProgram("strip", "--strip-all", path).status == 0)
    let recording = try Recording("--collector", collector, "-F", "499", "--", path, "--seconds", "1")
    #expect(recording.profile.environment.trust.samples > Expected.leastSamples)
    #expect(recording.profile.share(of: "spendSixty") == 0)
    // Its unwind table is still there.
    let trust = recording.profile.environment.trust
    #expect(trust.truncated * 20 < trust.samples, "\(trust)")
    #expect(recording.profile.share(of: "[cpu-split]") > 0.8)
  }

  @Test("whose debug file is cut off lose its names and nothing else", arguments: [0, 1, 63, 64, 1_000, 5_000])
  func cutDebugFile(_ length: Int) throws {
    let scratch = try Scratch()
    let path = try copy("async-chain-stripped", to: scratch)
    let debug = FileManager.default.contents(atPath: try Fixture.path("async-chain-stripped.debug")) ?? Data()
    // The last one is nearly whole: 5 000 bytes are missing.
    let kept = length == 5_000 ? debug.count - length : length
    try debug.prefix(kept).write(to: URL(fileURLWithPath: scratch.path("async-chain-stripped.debug")))
    let recording = try Recording("-F", "299", "--", path, "--seconds", "0.6")
    #expect(recording.profile.environment.trust.samples > 20)
    #expect(try Tool.run("report", recording.path).status == 0)
  }

  @Test("with damaged debug information are recorded, with the names that survive", arguments: 1...6)
  func damaged(_ seed: Int) throws {
    let scratch = try Scratch()
    let path = try copy("cpu-split", to: scratch)
    try damage(path, [".debug_info", ".debug_line", ".debug_abbrev", ".debug_str", ".debug_ranges"], seed: UInt64(seed))
    let collector = try #require(seed % 2 == 0 ? CollectorSupport.available.last : CollectorSupport.available.first)
    let recording = try Recording("--collector", collector, "-F", "499", "--", path, "--seconds", "0.7")
    #expect(recording.profile.environment.trust.samples > 20)
    // The symbol table is whole, so the functions keep their names whatever became of the debug information.
    #expect(recording.profile.share(of: "spend") + recording.profile.share(of: "Split.run") > 0.5)
    #expect(try Tool.run("report", recording.path, "--by", "line").status == 0)
  }

  @Test("with a damaged unwind table are recorded", arguments: 1...6)
  func damagedUnwindTable(_ seed: Int) throws {
    let scratch = try Scratch()
    let broken = try copy("frameless", to: scratch)
    try damage(broken, [".eh_frame", ".eh_frame_hdr"], seed: UInt64(seed))
    let collector = try #require(seed % 2 == 0 ? CollectorSupport.available.last : CollectorSupport.available.first)
    let recording = try Recording("--collector", collector, "-F", "499", "--", broken, "--seconds", "0.7")
    #expect(recording.profile.environment.trust.samples > 20)
    #expect(recording.profile.share(of: "framelessLeaf") > 0.2)
  }

  /// Writes random bytes into these sections of an ELF file, where it has them.
  private func damage(_ path: String, _ sections: [String], seed: UInt64) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    var generator = SplitMix(seed: seed)
    var damaged = 0
    for line in try Tool.runProgram("readelf", "-SW", path).output.split(separator: "\n") {
      let fields = line.drop { $0 != "]" }.dropFirst().split(separator: " ")
      guard fields.count > 4, sections.contains(String(fields[0])), let offset = Int(fields[3], radix: 16), let size = Int(fields[4], radix: 16)
      else { continue }
      for _ in 0..<max(4, size / 200) {
        bytes[offset + Int(generator.next() % UInt64(size))] = UInt8(truncatingIfNeeded: generator.next())
        damaged += 1
      }
    }
    #expect(damaged > 0)
    try bytes.write(to: URL(fileURLWithPath: path))
    chmod(path, 0o755)
  }
}
