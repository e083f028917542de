/// `http-server` and requests for it.
enum Load {
  /// Starts the server and waits until it listens.
  static func startServer() throws(BenchError) -> Subprocess {
    let server = try Subprocess([try Bench.fixture("http-server"), "--port", "0"])
    try server.waitForOutput("listening on")
    return server
  }

  /// The address of a server that said where it listens.
  static func address(of server: Subprocess) throws(BenchError) -> String {
    guard Bench.tool("wrk") != nil else { throw BenchError("wrk is not installed") }
    let line = server.output.split(separator: "\n").first { $0.contains("listening on") }
    guard let port = line?.split(separator: " ").last.flatMap({ Int($0) }) else { throw BenchError("http-server did not name its port") }
    return "http://127.0.0.1:\(port)/json"
  }

  /// Begins to load a server until stopped.
  static func start(_ server: Subprocess) throws(BenchError) -> Subprocess {
    try Subprocess(["wrk", "-t1", "-c16", "-d300s", try address(of: server)])
  }

  /// Loads a server for so long and says what it did.
  static func slice(_ server: Subprocess, connections: Int = 16, seconds: Int = 1) throws(BenchError) -> Slice {
    let before = Meter.processorSeconds(server.processID)
    let outcome = try Subprocess.run(["wrk", "-t1", "-c\(connections)", "-d\(seconds)s", try address(of: server)])
    let used = Meter.processorSeconds(server.processID) - before
    for line in outcome.output.split(separator: "\n") where line.contains(" requests in ") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "," })
      guard let requests = words.first.flatMap({ Double($0) }), words.count > 3, words[3].hasSuffix("s") else { break }
      return Slice(work: requests, seconds: Double(words[3].dropLast()) ?? Double(seconds), processorSeconds: used)
    }
    throw BenchError("wrk printed no count: \(outcome.output)")
  }
}
