import Testing

@testable import Experiments

@Suite("Words of a command line")
struct ShellWordsTests {
  @Test("are split as a shell does")
  func words() {
    #expect(ShellWords.words("wrk  -c4 'a b' \"c \\\" d\" e\\ f ''") == ["wrk", "-c4", "a b", "c \" d", "e f", ""])
    #expect(ShellWords.commands("a b | c 'd | e' && f; g") == [["a", "b"], ["c", "d | e"], ["f"], ["g"]])
    #expect(ShellWords.commands(" | ; ") == [])
  }

  @Test(
    "need a shell when there is more than words",
    arguments: [
      ("wrk -c4 http://x/", false), ("a | b", true), ("a > b", true), ("a 'b | c'", false), ("a \"$HOME\"", true), ("a '$HOME'", false),
      ("a $HOME", true),
      ("a \\| b", false), ("a *", true), ("(a)", true), ("a \"`b`\"", true),
    ])
  func needsShell(line: String, needs: Bool) { #expect(ShellWords.needsShell(line) == needs) }
}

@Suite("Places that answer")
struct EndpointTests {
  @Test(
    "are found in load commands",
    arguments: [
      ("wrk -c4 http://127.0.0.1:8080/x?y=1", "127.0.0.1", 8080), ("oha https://example.org/", "example.org", 443),
      ("hey http://localhost", "localhost", 80),
      ("echo 'GET http://[::1]:99/' | vegeta attack", "::1", 99), ("ghz --insecure --call a.B localhost:50051", "localhost", 50_051),
      ("fortio load -c 4 http://u:p@host:81/", "host", 81), ("pgbench -h db -p 5433 -c 4 bench", "db", 5433), ("pgbench --host=db bench", "db", 5432),
      ("sh -c 'wrk http://a:1/'", "a", 1),
    ])
  func found(line: String, host: String, port: Int) { #expect(Endpoint.find(in: line) == Endpoint(host: host, port: port)) }

  @Test(
    "are not invented", arguments: ["wrk -c4", "", "k6 run script.js", "http://", "x:y", "x:0", "x:70000", "pgbench -h /tmp", "a/b:80", "http://:"])
  func none(line: String) { #expect(Endpoint.find(in: line) == nil) }

  @Test("of this machine are known")
  func local() {
    #expect(Endpoint(host: "127.0.0.2", port: 1).isLocal && Endpoint(host: "localhost", port: 1).isLocal)
    #expect(!Endpoint(host: "example.org", port: 1).isLocal)
  }

  @Test("are told for readiness as a URL, a port or an expression")
  func readiness() throws {
    #expect(try Readiness("http://a/x") == .url("http://a/x"))
    #expect(try Readiness("8080") == .address(host: "localhost", port: 8080))
    #expect(try Readiness("db:5432") == .address(host: "db", port: 5432))
    #expect(try Readiness("server (is )?up") == .line("server (is )?up"))
    for text in ["", "0", "70000", "https://a/", "http://", "(", "["] { #expect(throws: ExperimentError.self, "\(text)") { try Readiness(text) } }
  }

  @Test("that listen are read from the kernel's table")
  func listeners() {
    let text = """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 123456 1 0000000000000000 100 0 0 10 0
         1: 0100007F:1F90 0100007F:A0B0 01 00000000:00000000 00:00000000 00000000     0        0 99 1 0000000000000000 20 4 30 10 -1
         2: garbage
      """
    #expect(PortOwner.listeners(text, port: 8080) == ["123456"])
    #expect(PortOwner.listeners(text, port: 8081).isEmpty)
  }
}

@Suite("Processors")
struct PinningTests {
  @Test("are split between target and generator from four on, a quarter for the generator")
  func split() throws {
    let alone = Dictionary(uniqueKeysWithValues: (0..<16).map { ($0, $0) })
    #expect(Pinning(ProcessorSet(numbers: [0, 1, 2]), cores: alone) == nil)
    let four = try #require(Pinning(ProcessorSet(numbers: [0, 1, 2, 3]), cores: alone))
    #expect(four.target.numbers == [0, 1, 2] && four.generator.numbers == [3])
    let sixteen = try #require(Pinning(ProcessorSet(numbers: Array(0..<16)), cores: alone))
    #expect(sixteen.generator.numbers == [12, 13, 14, 15])
  }

  @Test("that share a core stay together")
  func cores() throws {
    // Processor n and n + 4 are one core.
    let cores = Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, $0 % 4) })
    let pinning = try #require(Pinning(ProcessorSet(numbers: Array(0..<8)), cores: cores))
    #expect(pinning.generator.numbers == [3, 7])
    #expect(pinning.target.numbers == [0, 1, 2, 4, 5, 6])
    // One core cannot be split.
    #expect(Pinning(ProcessorSet(numbers: [0, 1, 2, 3]), cores: [0: 0, 1: 0, 2: 0, 3: 0]) == nil)
  }

  @Test("allowed to us are at least one")
  func allowed() { #expect(!ProcessorSet.allowed().numbers.isEmpty) }

  @Test("are metered from the kernel's text, and nonsense is nothing")
  func meters() {
    let text = "cpu  9 9 9 9 9 9 9 9\ncpu0 10 20 30 1000 50 1 2 3 4 5\ncpu1 100 0 0 0 0 0 0 0 0 0\nintr 1 2 3\ncpu0x\n"
    let (busy, steal) = MeterReading.processors(text, ProcessorSet(numbers: [0]))
    // Ticks of 10 ms: user, nice, system, irq and softirq are 63.
    #expect(busy == 63e7 && steal == 3e7)
    #expect(MeterReading.processors("", ProcessorSet(numbers: [0])) == (0, 0))
    #expect(MeterReading.threadTime("123456 5 6\n") == 123_456 && MeterReading.threadTime("") == 0)
    #expect(MeterReading.childrenTime("1 (a) b) S 0 1 1 0 -1 4 1 2 3 4 5 6 7 8 20 0 1 0 99") == 15e7)
    #expect(MeterReading.childrenTime("") == 0 && MeterReading.childrenTime("1 (a) S") == 0)
    #expect(ProcessTree.entry("42 (a (b) c) S 7 42 42 0 -1 4 1 2 3 4 5 6 7 8 20 0 1 0 99 1")?.parent == 7)
    #expect(ProcessTree.entry("42 (a") == nil && ProcessTree.entry("42 (a) S x") == nil)
  }
}
