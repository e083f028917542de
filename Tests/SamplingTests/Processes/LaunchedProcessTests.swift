import Glibc
import Images
import Testing

@testable import Sampling

extension RealProcesses {
  @Suite("A launched command")
  struct LaunchedProcessTests {
    private let folder = TestFolder()

    private func state(_ processID: Int32) -> String {
      String(ProcFile.text("/proc/\(processID)/stat").split(separator: ")").last?.split(separator: " ").first ?? "")
    }

    /// Its exit status once it has ended; 128 + signal when a signal ended it.
    private func exitStatus(_ process: LaunchedProcess) throws -> Int32 {
      var status: Int32 = 0
      try eventually("it ends") { waitpid(process.processID, &status, WNOHANG) == process.processID }
      return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }

    @Test("waits at its entry point until it may run, and keeps its process id")
    func waits() throws {
      let process = try LaunchedProcess(["sh", "-c", "echo $$ > '\(folder.path("pid"))'"])
      #expect(state(process.processID) == "T")
      #expect(ProcFile.text(folder.path("pid")) == "")
      process.resume()
      #expect(try exitStatus(process) == 0)
      #expect(ProcFile.line(folder.path("pid")) == "\(process.processID)")
    }

    @Test("gets its arguments as they are, whatever is in them")
    func arguments() throws {
      let words = ["", " two  words ", "$HOME `true` \"'\\", "-c", "größer\n*"]
      let process = try LaunchedProcess(["sh", "-c", "for word; do printf '%s\\0' \"$word\"; done > '\(folder.path("words"))'", "sh"] + words)
      process.resume()
      #expect(try exitStatus(process) == 0)
      let written = ProcFile.bytes(folder.path("words")).split(separator: 0, omittingEmptySubsequences: false).dropLast()
      #expect(written.map { String(decoding: $0, as: UTF8.self) } == words)
    }

    @Test(
      "ends as it would have by itself", arguments: [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143), ("kill -9 $$", 137)])
    func exits(script: String, expected: Int32) throws {
      let process = try LaunchedProcess(["sh", "-c", script])
      process.resume()
      #expect(try exitStatus(process) == expected)
    }

    @Test("runs with SIGPIPE as usual and no signal blocked, whatever its parent has")
    func signals() throws {
      var blocked = sigset_t()
      var old = sigset_t()
      sigemptyset(&blocked)
      sigaddset(&blocked, SIGUSR1)
      pthread_sigmask(SIG_BLOCK, &blocked, &old)
      defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
      let process = try LaunchedProcess(["sh", "-c", "cat /proc/self/status > '\(folder.path("status"))'"])
      process.resume()
      #expect(try exitStatus(process) == 0)
      let lines = ProcFile.text(folder.path("status")).split(separator: "\n")
      #expect(lines.contains("SigBlk:\t0000000000000000"))
      let ignored = try #require(lines.first { $0.hasPrefix("SigIgn:") }.flatMap { UInt64($0.split(separator: "\t")[1], radix: 16) })
      #expect(ignored & 1 << UInt64(SIGPIPE - 1) == 0)
    }

    @Test("that is not to be recorded after all never begins")
    func abandon() throws {
      let process = try LaunchedProcess(["sh", "-c", "echo begun > '\(folder.path("begun"))'"])
      process.abandon()
      #expect(try exitStatus(process) == 128 + SIGKILL)
      #expect(ProcFile.text(folder.path("begun")) == "")
    }

    @Test("that runs already is not ended by abandoning it")
    func abandonTooLate() throws {
      let process = try LaunchedProcess(["sleep", "60"])
      process.resume()
      process.abandon()
      try eventually("it sleeps") { state(process.processID) == "S" }
      kill(process.processID, SIGTERM)
      #expect(try exitStatus(process) == 128 + SIGTERM)
    }

    private func refusal(_ words: [String]) -> SamplingError? {
      do throws(SamplingError) {
        try LaunchedProcess(words).abandon()
        return nil
      } catch {
        return error
      }
    }

    @Test("that does not exist is refused by name", arguments: [[], [""], ["hr-no-such-command"], ["/no/such/command", "with", "words"]])
    func missing(words: [String]) throws {
      let error = try #require(refusal(words))
      #expect(error.code == .noSuchProcess)
      #expect(error.message == "there is no command \(words.first ?? "")")
      #expect(error.remedy == "check the name, or give its path")
    }

    @Test("that is a file but no program is refused as such")
    func notExecutable() throws {
      let file = try folder.write("text".utf8, to: "plain.txt", mode: 0o644)
      for path in [file, "/tmp"] {
        let error = try #require(refusal([path]))
        #expect(error.message == "\(path) is not a program that can be run")
        #expect(error.remedy == (path == file ? "chmod +x \(path)" : "give the path of a program"))
      }
    }

    @Test("in a form the system cannot run is told to have ended before it began")
    func badForm() throws {
      let error = try #require(refusal([try folder.write([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0], to: "broken")]))
      #expect(error.code == .targetExited)
      #expect(error.message.hasSuffix("broken ended with status 126 before it began"))
    }

    @Test("has its libraries loaded, and none of its own code has run, when it waits")
    func libraries() throws {
      let process = try LaunchedProcess(["perl", "-e", "print STDERR 1; exit 7"])
      let maps = ProcFile.text("/proc/\(process.processID)/maps")
      #expect(maps.contains("libc.so"))
      #expect(TargetDescription(processID: process.processID).path.contains("perl"))
      process.resume()
      #expect(try exitStatus(process) == 7)
    }
  }
}
