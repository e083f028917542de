import Testing

/// Tests that take a collector run with those that work here; a missing one is skipped here, by name and with the reason.
@Suite("Collectors") struct CollectorTests {
  @Test("The tests that take a collector run with bpf", .needs("bpf"))
  func bpf() { #expect(CollectorSupport.available.contains("bpf")) }

  @Test("The tests that take a collector run with perf", .needs("perf"))
  func perf() { #expect(CollectorSupport.available.contains("perf")) }

  @Test("The tests that take a collector run with ptrace", .needs("ptrace"))
  func ptrace() { #expect(CollectorSupport.available.contains("ptrace")) }

  @Test("auto says which collector it took and why")
  func auto() throws {
    let recording = try Recording("--", "/bin/sh", "-c", "for i in $(seq 100000); do :; done")
    let first = try #require(recording.outcome.errors.split(separator: "\n").first)
    #expect(first.contains("\(recording.profile.environment.collector) collector: "))
  }
}
