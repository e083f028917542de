import Foundation
import Profiles
import Testing

/// `headroom convert --redact`: what may be shown to strangers.
@Suite("Redacted files") struct RedactionTests {
  /// A recording of a program with named tasks, from a folder whose name tells something, and its redacted copy.
  private func redacted() throws -> (original: Profile, copy: Profile, scratch: Scratch) {
    let scratch = try Scratch()
    let folder = scratch.path("Secret Project")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: try Fixture.path("async-chain"), toPath: "\(folder)/async-chain")
    let words = ["--with-arguments", "--timeline", "--children", "--", "\(folder)/async-chain", "--seconds", "0.7", "--password", "swordfish"]
    let outcome = try Recording.start(words, in: scratch).finish()
    #expect(outcome.status == 0, "\(outcome)")
    let converted = try Tool.run("convert", scratch.path(Recording.fileName), scratch.path("public.pb.gz"), "--redact")
    #expect(converted.status == 0, "\(converted)")
    #expect(try Tool.runProgram("sh", "-c", "gzip -dc \(scratch.path("public.pb.gz")) > \(scratch.path("public"))").status == 0)
    return (try scratch.profile(Recording.fileName), try scratch.profile("public.pb.gz"), scratch)
  }

  /// Every folder that a path of the profile names.
  private func folders(_ profile: Profile) -> Set<String> {
    let paths = profile.functions.map(\.file) + profile.mappings.map(\.path) + [profile.environment.target]
    return Set(paths.filter { $0.contains("/") }.map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) }.filter { $0.count > 1 })
  }

  @Test("hold no folder, task name or argument of the original, and the same time in the same functions")
  func nothingRemains() throws {
    let (original, copy, scratch) = try redacted()
    let bytes = FileManager.default.contents(atPath: scratch.path("public")) ?? Data()
    let folders = folders(original)
    #expect(folders.contains { $0.hasSuffix("Secret Project") })
    let names = ["chain-0", "nonsending-1", "Secret Project", "swordfish", "--seconds"]
    for secret in folders.sorted() + names {
      #expect(bytes.range(of: Data(secret.utf8)) == nil, "`\(secret)` remains")
    }
    for sample in 0..<copy.samples.count {
      for key in ["thread", "task"] {
        guard let label = copy.label(key, ofSample: sample) else { continue }
        #expect(label.hasPrefix("\(key) ") && Int(label.dropFirst(key.count + 1)) != nil, "\(label)")
      }
    }
    #expect(copy.samples.count(ofValue: 1) == original.samples.count(ofValue: 1))
    for name in ["leaf", "request"] { #expect(copy.share(of: name) == original.share(of: name)) }
  }

  @Test("are reported like any other, and read by go tool pprof", .needsProgram("go"))
  func readers() throws {
    let (_, _, scratch) = try redacted()
    let report = try Tool.run("report", scratch.path("public.pb.gz"))
    #expect(report.status == 0 && report.output.contains("leaf"), "\(report)")
    let outcome = try Tool.runProgram("go", "tool", "pprof", "-top", "-sample_index=cpu", scratch.path("public.pb.gz"))
    #expect(outcome.status == 0 && outcome.output.contains("leaf"), "\(outcome)")
  }
}
