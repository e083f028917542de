import CBPF
import Foundation
import Glibc
import Testing

/// A recorder that is killed leaves nothing behind.
@Suite("A killed recorder", .needs("bpf"), .needsRoot) struct KilledRecorderTests {
  @Test("leaves no program in the kernel, and the target's code as it was", arguments: [0, 1_000, 30_000, 400_000] as [UInt32])
  func killed(moment: UInt32) throws {
    let target = try Fixture.start("actor-queue", "--seconds", "120")
    let before = target.code
    #expect(before.count > 1 << 20)
    let scratch = try Scratch()
    let words = ["--collector", "bpf", "-F", "2000", "--request", "requestDeposit", "-d", "60s", "-p", "\(target.processID)"]
    let recording = try Recording.start(words, in: scratch)
    try eventually("the target is probed") { target.code != before }
    usleep(moment)
    let programs = recording.kernelPrograms
    #expect(!programs.isEmpty)
    #expect(programs.allSatisfy(Self.isLoaded))
    #expect(recording.stop(SIGKILL).status == 128 + SIGKILL)
    // The kernel frees them when the last processor has left them.
    try eventually("its programs are gone") { !programs.contains(where: Self.isLoaded) }
    try eventually("the target's code is as it was") { target.code == before }
    target.expectUntouched()
    try target.expectTruth()
  }

  @Test("that ended by itself leaves the target's code as it was, too")
  func ended() throws {
    let target = try Fixture.start("actor-queue", "--seconds", "60")
    let before = target.code
    _ = try Recording(of: target, "--collector", "bpf", "--request", "requestDeposit", "-d", "500ms")
    // The kernel takes probes away when the last processor has left them.
    try eventually("the target's code is as it was") { target.code == before }
    try target.expectTruth()
  }

  private static func isLoaded(_ program: UInt32) -> Bool {
    let descriptor = bpf_prog_get_fd_by_id(program)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return true
  }

  /// Waits until `condition` holds; the limit only keeps a failure from hanging.
  private func eventually(_ what: String, _ condition: () -> Bool) throws {
    for _ in 0..<500 {
      if condition() { return }
      usleep(20_000)
    }
    throw TestFailure("it never came to pass that \(what)")
  }
}

extension Running {
  /// The bytes of all its code that comes from files.
  fileprivate var code: Data {
    let maps = (try? String(contentsOfFile: "/proc/\(processID)/maps", encoding: .utf8)) ?? ""
    let memory = open("/proc/\(processID)/mem", O_RDONLY | O_CLOEXEC)
    defer { close(memory) }
    var all = Data()
    for line in maps.split(separator: "\n") where line.contains(" r-xp ") && line.contains("/") {
      let bounds = line.prefix { $0 != " " }.split(separator: "-").compactMap { Int($0, radix: 16) }
      guard bounds.count == 2, bounds[1] > bounds[0] else { continue }
      var bytes = Data(count: bounds[1] - bounds[0])
      guard bytes.withUnsafeMutableBytes({ pread(memory, $0.baseAddress, $0.count, bounds[0]) }) == bytes.count else { continue }
      all.append(bytes)
    }
    return all
  }

  /// Ids of the BPF programs that it has open.
  fileprivate var kernelPrograms: [UInt32] {
    let folder = "/proc/\(processID)/fdinfo"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name in
      let text = (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
      return text.split(separator: "\n").first { $0.hasPrefix("prog_id:") }.flatMap { UInt32($0.dropFirst(8).trimmingCharacters(in: .whitespaces)) }
    }
  }
}
