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

  /// The `truth:` line of a fixture's output.
  static func truth(_ output: String) -> [String: Any] {
    for line in output.split(separator: "\n") where line.hasPrefix("truth: ") {
      let json = try? JSONSerialization.jsonObject(with: Data(line.dropFirst(7).utf8))
      if let object = json as? [String: Any] { return object }
    }
    return [:]
  }
}
