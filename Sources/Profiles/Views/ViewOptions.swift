/// What of a profile to show, and how to sum it.
public struct ViewOptions: Sendable, Equatable {
  /// Regular expression (Swift's syntax): only stacks with a function whose name it matches somewhere; nil for all.
  public var focus: String?
  /// Regular expression: no stacks with a function whose name it matches somewhere.
  public var ignore: String?
  /// Also show the frames of the concurrency runtime and the thread pool.
  public var showsScheduler = false
  /// Also show compiler-made glue.
  public var showsThunks = false
  /// Show names as in the symbol table.
  public var rawNames = false
  public var groupBy = Grouping.function
  /// Name of the sample type to sum, such as `cpu`; nil for the profile's default.
  public var sampleType: String?
  /// Only samples in these states, by the text of their label; `all` for every state. nil for all too, but for the sample type `wait`: then
  /// the time of threads at rest (`idle`, `sleep`) is left out.
  public var states: [String]?

  public init() {}

  /// Stands for every state in `states`.
  public static let everyState = "all"

  /// What one row of a table stands for, and the outermost level of a tree.
  public enum Grouping: String, Sendable, CaseIterable { case function, line, thread, task, state }
}

/// Why a view cannot be made; one line that says how to mend it.
public struct ViewError: Error, Sendable, Equatable, CustomStringConvertible {
  public var problem: String
  public var remedy: String

  public init(_ problem: String, remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }

  public var description: String { "\(problem); \(remedy)" }
}
