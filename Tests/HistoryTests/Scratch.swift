import Foundation
import Glibc

@testable import History

/// A folder for the files of one test, removed with it.
final class Scratch {
  let folder: String

  init() throws {
    var template = Array("/tmp/headroom-history.XXXXXX".utf8CString)
    guard let made = template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) }) else { throw CocoaError(.fileWriteUnknown) }
    folder = String(cString: made)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { folder + "/" + name }
}

/// What `body` fails with; nil when it does not.
func failure(_ body: () throws(HistoryError) -> Void) -> HistoryError? {
  do throws(HistoryError) {
    try body()
    return nil
  } catch {
    return error
  }
}

/// An entry with a value or two.
func entry(_ commit: String, _ date: Double, _ values: [String: Double] = [:], benchmark: String = "", fingerprint: String = "") -> HistoryEntry {
  var entry = HistoryEntry(commit: commit, date: date)
  entry.title = "Change \(commit)"
  entry.benchmark = benchmark
  entry.fingerprint = fingerprint
  entry.values = values
  return entry
}
