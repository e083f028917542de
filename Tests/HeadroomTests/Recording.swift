import Foundation
import Glibc
import Profiles

/// One recording that the built tool made, with what it said.
struct Recording {
  var outcome: Tool.Outcome
  var profile: Profile
  /// Holds the file for as long as the recording is looked at.
  let scratch: Scratch
  var path: String { scratch.path(Self.fileName) }

  static let fileName = "profile.pb.gz"

  /// Who runs the tool: the test's own user, or somebody without any privilege.
  enum User {
    case same, ordinary

    /// What goes in front of a command to run it as this user.
    var prefix: [String] { self == .same ? [] : ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"] }
  }

  /// Runs `headroom record` to its end; it has to succeed.
  init(_ words: String..., user: User = .same) throws { try self.init(words: words, user: user) }

  /// Records a process that runs.
  init(of target: Running, _ words: String...) throws { try self.init(words: words + ["-p", "\(target.processID)"], user: .same) }

  init(words: [String], user: User) throws {
    let scratch = try Scratch()
    let words = user == .same ? words : try words.map { try Fixture.reachable($0, in: scratch) }
    self.scratch = scratch
    outcome = try Self.start(words, user: user, in: scratch).finish()
    guard outcome.status == 0 else { throw TestFailure("headroom record \(words) ended with \(outcome.status): \(outcome.errors)") }
    profile = try scratch.profile(Self.fileName)
  }

  /// Starts `headroom record`, which writes into `scratch`.
  static func start(_ words: [String], user: User = .same, in scratch: Scratch) throws -> Running {
    chmod(scratch.folder, 0o777)
    return try Tool.start("/usr/bin/env", user.prefix + [Tool.headroom, "record", "-o", scratch.path(fileName)] + words)
  }

  /// Waits until a recording that was started has begun to sample: it holds the clocks of the processors, or statistics of threads, open.
  static func waitUntilSampling(_ running: Running) throws {
    for _ in 0..<500 {
      // The doctor's own trial opens such files too, before the tool says which collector it took.
      if running.errors.contains(" collector"), running.openFiles.contains(where: { $0.contains("perf_event") || $0.hasSuffix("/schedstat") }) {
        usleep(400_000)
        return
      }
      usleep(20_000)
    }
    throw TestFailure("the recording never began: \(running.errors)")
  }
}

extension Running {
  /// What the kernel says of the process's state: `R`, `S`, `T`, `Z`, `t`…, nil when it has gone.
  var state: Character? {
    let text = (try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)) ?? ""
    return text.split(separator: ")").last?.split(separator: " ").first?.first
  }

  /// The tracer of each of its threads; 0 is none.
  var tracers: Set<Int> {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processID)/task")) ?? []
    return Set(
      tasks.compactMap { task in
        (try? String(contentsOfFile: "/proc/\(processID)/task/\(task)/status", encoding: .utf8))?
          .split(separator: "\n").first { $0.hasPrefix("TracerPid:") }
          .flatMap { Int($0.dropFirst(10).trimmingCharacters(in: .whitespaces)) }
      })
  }

  /// What its file descriptors lead to.
  var openFiles: [String] {
    let folder = "/proc/\(processID)/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
  }

  /// CPU time it has used so far, clock ticks.
  var processorTicks: Int {
    let text = (try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)) ?? ""
    let fields = (text.split(separator: ")").last ?? "").split(separator: " ")
    return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
  }
}
