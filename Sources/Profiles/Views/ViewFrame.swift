/// What a reader sees as one frame or one row: a function, a line in a function, or a thread, task or state.
public struct ViewFrame: Sendable, Hashable {
  public var name: String
  /// Source file; empty when unknown.
  public var file: String
  /// The line of the frame when grouped by line, else of the declaration; 0 when unknown.
  public var line: Int
  public var kind: FunctionKind
  /// The thread's id for a row that is a thread.
  public var threadID: Int64?

  public init(name: String, file: String = "", line: Int = 0, kind: FunctionKind = .ordinary, threadID: Int64? = nil) {
    self.name = name
    self.file = file
    self.line = line
    self.kind = kind
    self.threadID = threadID
  }

  /// The name, with the thread's id where the row is one thread.
  public var threadLabel: String { threadID.map { "\(name) (\($0))" } ?? name }

  /// Stands for a stack of which every frame is hidden.
  static let hidden = ViewFrame(name: "[scheduler]", kind: .marker)
  /// Stands for a stack without frames.
  static let empty = ViewFrame(name: unresolvedName(path: ""), kind: .marker)

  /// The name of an address that no symbol covers: that of its image, else `[unknown]`.
  static func unresolvedName(path: String) -> String {
    guard !path.isEmpty else { return "[unknown]" }
    let name = Profile.lastPathComponent(path)
    return name.hasPrefix("[") ? name : "[\(name)]"
  }
}
