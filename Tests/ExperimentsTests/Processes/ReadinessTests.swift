import Glibc
import Testing

@testable import Experiments

extension Runs {
  @Suite("Readiness")
  struct ReadinessTests {
    private func wait(_ script: String, _ readiness: Readiness, load: String? = nil, timeout: Double = 20) throws {
      try waitFor(Programs.shell(script), readiness, load: load, timeout: timeout)
    }

    private func waitFor(_ words: [String], _ readiness: Readiness, load: String? = nil, timeout: Double = 20) throws {
      let check = try ReadinessCheck(readiness, load: load)
      try check.checkPortIsFree()
      let child = try ChildProcess(words)
      defer { child.end(grace: 0) }
      try check.wait(for: child, timeout: timeout) { false }
    }

    @Test("comes with a line of the output, on either stream")
    func line() throws {
      try wait("sleep 0.1; echo 'server 1 up'; sleep 60", .line("server \\d+ up"))
      try wait("sleep 0.1; echo 'Listening on 80' >&2; sleep 60", .automatic)
    }

    @Test("comes with 300 ms of life when nothing else tells")
    func alive() throws { try wait("sleep 60", .automatic) }

    @Test("comes with the port of the load command, or a URL that answers")
    func port() throws {
      for isURL in [false, true] {
        let port = try #require(Connection.freePort())
        let words = [try Programs.fixture("http-server"), "--port", "\(port)"]
        // A page that is missing is an answer.
        try waitFor(words, isURL ? .url("http://127.0.0.1:\(port)/missing") : .automatic, load: isURL ? nil : "wrk http://127.0.0.1:\(port)/")
      }
    }

    @Test("that never comes is told with the last lines of the output")
    func timeout() {
      let error = #expect(throws: ExperimentError.self) { try wait("echo one; echo two; sleep 60", .line("never"), timeout: 0.5) }
      #expect(error?.code == .ready)
      #expect(error?.message.contains("not ready after 0.5 s") == true)
      #expect(error?.message.contains("one | two") == true)
    }

    @Test("of a program that ends first is told with its status and last lines")
    func ended() {
      let error = #expect(throws: ExperimentError.self) { try wait("echo no database >&2; exit 4", .line("never")) }
      #expect(error?.code == .ready)
      #expect(error?.message.contains("ended with status 4 before it was ready; its last output: no database") == true)
    }

    @Test("is not believed of a port that another process has")
    func taken() throws {
      let port = try #require(Connection.freePort())
      let other = try ChildProcess([try Programs.fixture("http-server"), "--port", "\(port)"])
      try eventually("it listens") { Connection.isAnswered(Endpoint(host: "127.0.0.1", port: port)) }
      let error = #expect(throws: ExperimentError.self) { try wait("sleep 60", .address(host: "localhost", port: port)) }
      #expect(error?.message == "port \(port) is already in use by http-server (process \(other.processID))")
      other.end(grace: 0)
    }

    @Test("is waited for only until somebody asks for the end")
    func interrupted() throws {
      let child = try ChildProcess(["/bin/sleep", "60"])
      defer { child.end(grace: 0) }
      let error = #expect(throws: ExperimentError.self) {
        try ReadinessCheck(.line("never"), load: nil).wait(for: child, timeout: 60) { true }
      }
      #expect(error?.code == .interrupted)
    }
  }
}
