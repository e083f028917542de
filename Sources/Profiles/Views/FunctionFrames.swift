/// Frames of functions, found by name and file: the function of a source line, or one of another view.
public struct FunctionFrames: Sendable {
  private struct Key: Hashable {
    var name: String
    var file: String
  }

  private var indices: [Key: Int] = [:]

  public init(_ frames: [ViewFrame]) {
    for (index, frame) in frames.enumerated() { indices[Key(name: frame.name, file: frame.file)] = index }
  }

  /// The index of the frame that is of the same function; nil when there is none.
  public func index(of frame: ViewFrame) -> Int? { indices[Key(name: frame.name, file: frame.file)] }
}
