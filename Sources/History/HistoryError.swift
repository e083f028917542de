/// Why a history cannot be read or written; one line that says how to mend it.
public struct HistoryError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// There is no file.
    case missing
    /// The file is something else, or the database of another program.
    case notAHistory
    case damaged
    /// Another process held it for longer than one waits.
    case locked
    /// No permission, a folder that is not there or cannot be written.
    case notWritable
    /// The disk is full, or a file may not grow.
    case full
    /// A later version of the tool wrote it.
    case tooNew
    /// A result, a table or a name that cannot be used.
    case badInput
    case other
  }

  public var code: Code
  /// The file; empty where there is none.
  public var place: String
  /// What happened, to what: a clause without a full stop.
  public var problem: String
  /// What the reader can do about it.
  public var remedy: String

  public init(_ code: Code, _ place: String, _ problem: String, remedy: String) {
    self.code = code
    self.place = place
    self.problem = problem
    self.remedy = remedy
  }

  /// One line, whatever the names in it hold.
  public var description: String {
    let line = (place.isEmpty ? "" : "\(place): ") + "\(problem); \(remedy)"
    return String(String.UnicodeScalarView(line.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{fffd}" : $0 }))
  }
}
