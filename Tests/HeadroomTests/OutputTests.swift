import Foundation
import Glibc
import Profiles
import Testing

/// Places a recording cannot be written to, and those it can.
@Suite("Output files") struct OutputTests {
  /// Runs a short recording of a busy program.
  private func record(_ output: String, environment: [String] = [], user: Recording.User = .same, options: [String] = []) throws -> Tool.Outcome {
    let command = [Tool.headroom, "record", "-o", output] + options + ["--", try Fixture.path("cpu-split"), "--seconds", "0.4"]
    return try Tool.start("/usr/bin/env", environment + user.prefix + command).finish()
  }

  /// The profile that an error message says was put elsewhere.
  private func rescued(_ outcome: Tool.Outcome, in folder: String) throws -> Profile {
    let path = String(try #require(outcome.errors.split(separator: "\n").last?.split(separator: " ").last))
    #expect(path.hasPrefix(folder + "/headroom-"))
    defer { unlink(path) }
    return try ProfileFormat.pprof.decode(Array(FileManager.default.contents(atPath: path) ?? Data()))
  }

  @Test("that take nothing cost no recording: it is where there is room")
  func fullDevice() throws {
    let scratch = try Scratch()
    let outcome = try record("/dev/full", environment: ["TMPDIR=\(scratch.folder)"])
    expectLastLineError(outcome, "cannot write /dev/full", "No space left on device", "free some space", "the recording is in \(scratch.folder)/")
    #expect(try rescued(outcome, in: scratch.folder).environment.trust.samples > 0)
    let other = try record("/dev/full", environment: ["TMPDIR=/nowhere/at/all"])
    expectLastLineError(other, "the recording is in /tmp/")
    #expect(try rescued(other, in: "/tmp").environment.trust.samples > 0)
  }

  @Test("on a full disk cost no recording, neither the new nor the old one", .needsRoot, arguments: [0, 4_096])
  func fullDisk(_ room: Int) throws {
    let scratch = try Scratch()
    let disk = scratch.path("disk")
    mkdir(disk, 0o777)
    guard try Tool.runProgram("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk).status == 0 else { return }
    defer { umount2(disk, Int32(MNT_DETACH)) }
    let path = "\(disk)/profile.pb.gz"
    let older = Data("an older recording".utf8)
    try older.write(to: URL(fileURLWithPath: path))
    try Data(count: 65_536 - 4_096 - room).write(to: URL(fileURLWithPath: "\(disk)/filler"))
    // With a row for every sample the file is larger than the room that is left.
    let outcome = try record(path, environment: ["TMPDIR=\(scratch.folder)"], options: ["--timeline", "-F", "5000"])
    expectLastLineError(outcome, "cannot write \(path)", "No space left on device", "free some space", "the recording is in")
    #expect(try rescued(outcome, in: scratch.folder).environment.trust.samples > 0)
    #expect(FileManager.default.contents(atPath: path) == older)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk).sorted() == ["filler", "profile.pb.gz"])
  }

  @Test("that cannot be are refused before anything is recorded")
  func impossible() throws {
    let scratch = try Scratch()
    expectOneLineError(try record("/no/such/folder/profile.pb.gz"), "there is no folder /no/such/folder", "-o")
    expectOneLineError(try record(scratch.folder), "cannot write \(scratch.folder): it is a folder", "-o")
    expectOneLineError(try record("\(scratch.folder)/"), "it is a folder", "-o")
    expectOneLineError(try record(""), "cannot write to a file without a name")
  }

  @Test("where the user may not write are refused before anything is recorded", .needsRoot, .needsProgram("setpriv"))
  func permission() throws {
    let scratch = try Scratch()
    expectOneLineError(try record(scratch.path("profile.pb.gz"), user: .ordinary), "Permission denied", "choose another place with -o")
    // A file of theirs in a folder that is not could not be replaced whole.
    try Data("older".utf8).write(to: URL(fileURLWithPath: scratch.path("theirs")))
    chmod(scratch.path("theirs"), 0o666)
    expectOneLineError(try record(scratch.path("theirs"), user: .ordinary), "Permission denied")
    #expect(scratch.text("theirs") == "older")
  }

  @Test("replace an older one whole, and leave a link to it a link")
  func replaced() throws {
    let scratch = try Scratch()
    try Data(count: 1_000_000).write(to: URL(fileURLWithPath: scratch.path("older")))
    symlink("older", scratch.path("link"))
    let outcome = try record(scratch.path("link"))
    #expect(outcome.status == 0, "\(outcome)")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path("link")) == "older")
    #expect(try scratch.profile("older").environment.trust.samples > 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder).sorted() == ["link", "older"])
  }

  @Test("can be standard output, be it a pipe or a file", arguments: ["-", "/dev/stdout"])
  func standardOutput(_ name: String) throws {
    let before = try? FileManager.default.destinationOfSymbolicLink(atPath: "/dev/stdout")
    let target = try Fixture.start("cpu-split", "--seconds", "60")
    let scratch = try Scratch()
    let record = "\(Tool.headroom) record -o \(name) -d 300ms -p \(target.processID)"
    let script = "\(record) | cat > \(scratch.path("piped")) && \(record) > \(scratch.path("direct"))"
    let outcome = try Tool.runProgram("sh", "-c", script)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.errors.contains("wrote standard output"))
    for name in ["piped", "direct"] { #expect(try scratch.profile(name).environment.trust.samples > 0) }
    #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: "/dev/stdout")) == before)
  }

  @Test("of an idle program say that it was idle", arguments: CollectorSupport.available)
  func idle(_ collector: String) throws {
    let target = try Tool.start("/bin/sleep", ["60"])
    let recording = try Recording("--collector", collector, "-d", "500ms", "-p", "\(target.processID)")
    #expect(recording.profile.environment.trust.samples == 0)
    #expect(recording.outcome.errors.contains("no samples: the process used 0.0 s of CPU"))
    #expect(recording.outcome.errors.contains("idle"))
    for format in ["text", "html", "markdown", "json"] {
      let report = try Tool.run("report", recording.path, "--format", format)
      #expect(report.status == 0, "\(report)")
      #expect(report.output.contains("idle"))
    }
  }
}
