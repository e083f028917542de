import Foundation
import Glibc
import Testing

@testable import Experiments

/// Tests that start processes: one after the other, because orphans of a run become children of the test.
@Suite(.serialized) enum Runs {}

/// Programs for tests to run.
enum Programs {
  /// The root of the package.
  static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  /// The path of a fixture; HEADROOM_FIXTURES is the folder they were built in.
  static func fixture(_ name: String) throws -> String {
    let folder = getenv("HEADROOM_FIXTURES").map { String(cString: $0) } ?? root + "/.build/fixtures"
    let path = "\(folder)/\(name)"
    guard access(path, X_OK) == 0 else { throw TestFailure("there is no \(path); run Fixtures/Workloads/build.sh") }
    return path
  }

  /// A shell script as a command.
  static func shell(_ script: String) -> [String] { ["/bin/sh", "-c", script] }

  static func isInstalled(_ name: String) -> Bool { ProgramPath.find(name) != nil }

  /// A recorded input.
  static func data(_ name: String) throws -> String {
    let path = "\(root)/Fixtures/data/loadtools/\(name)"
    guard let data = FileManager.default.contents(atPath: path) else { throw TestFailure("there is no \(path)") }
    return String(decoding: data, as: UTF8.self)
  }

  /// Processes whose command line contains a text.
  static func processes(with text: String) -> [Int32] {
    ProcessTree.read().entries.filter { $0.value.state != "Z" }.keys.filter { processID in
      let words = FileManager.default.contents(atPath: "/proc/\(processID)/cmdline") ?? Data()
      return processID != getpid() && String(decoding: words, as: UTF8.self).contains(text)
    }
  }
}

/// A folder for the files of one test, removed with it.
final class Scratch {
  let folder: String

  init() throws {
    var template = Array("/tmp/headroom-experiments.XXXXXX".utf8CString)
    guard let made = template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) }) else { throw TestFailure("no scratch folder") }
    folder = String(cString: made)
  }

  deinit { Files.removeTree(folder) }
}

/// Waits until `condition` holds. The limit only keeps a failure from hanging.
func eventually(_ what: String, _ condition: () throws -> Bool) throws {
  for _ in 0..<3_000 {
    if try condition() { return }
    usleep(10_000)
  }
  throw TestFailure("it never came to pass that \(what)")
}

struct TestFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
