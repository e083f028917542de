import Foundation
import Profiles

/// Recordings of fixtures made with the built tool.
enum Recording {
  /// What a recorded fixture left: the profile and the line of truth it printed.
  struct Result {
    var profile: Profile
    var truth: [String: Any]
  }

  /// Records a fixture while it runs; the fixture ends by itself.
  static func record(
    _ fixture: String, arguments: [String], collector: String, frequency: Int, seconds: Int
  ) throws -> Result {
    let program = try Subprocess([try Bench.fixture(fixture)] + arguments)
    try program.waitForOutput("ready")
    let profile = try attach(program.processID, collector: collector, frequency: frequency, seconds: seconds)
    return Result(profile: profile, truth: truth(program.stop().output))
  }

  /// Records a running process.
  static func attach(_ processID: pid_t, collector: String, frequency: Int, seconds: Int) throws -> Profile {
    let path = Bench.scratch("recording.pb.gz")
    let outcome = try Subprocess.run([
      Bench.headroom, "record", "-p", "\(processID)", "--collector", collector, "-F", "\(frequency)", "-d", "\(seconds)s", "-o", path,
    ])
    guard outcome.status == 0 else { throw BenchError(outcome.output) }
    return try ProfileFormat.pprof.decode(Bench.read(path))
  }

  /// Records a fixture from its start to its end, as a user would: the recording covers exactly what the truth is about.
  static func launch(_ words: [String], frequency: Int, flags: [String] = []) throws -> Result {
    let path = Bench.scratch("recording.pb.gz")
    let outcome = try Subprocess.run(
      [Bench.headroom, "record", "-F", "\(frequency)", "-o", path] + flags + ["--", try Bench.fixture(words[0])] + words.dropFirst())
    guard outcome.status == 0 else { throw BenchError(outcome.output) }
    return Result(profile: try ProfileFormat.pprof.decode(Bench.read(path)), truth: truth(outcome.output))
  }

  /// The `truth:` line of a fixture's output.
  static func truth(_ output: String) -> [String: Any] { lines("truth: ", in: output).first ?? [:] }

  /// The JSON objects of all lines that begin with a word.
  static func lines(_ word: String, in output: String) -> [[String: Any]] {
    output.split(separator: "\n").filter { $0.hasPrefix(word) }.compactMap {
      (try? JSONSerialization.jsonObject(with: Data($0.dropFirst(word.count).utf8))) as? [String: Any]
    }
  }
}
