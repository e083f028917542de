/// Why a table of measurements could not be read; one line that also says how to mend it.
public struct TableError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What happened, to what: a clause without a full stop.
  public var problem: String
  /// What the reader can do about it.
  public var remedy: String

  public init(_ problem: String, remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }

  /// One line, whatever the names in the file hold.
  public var description: String {
    String(String.UnicodeScalarView("\(problem); \(remedy)".unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{fffd}" : $0 }))
  }
}
