/// `ActingFunctions` in the frames of a view that shows every function.
struct ActingFrames {
  /// By frame of the view, whether a person would name the function, and it is of no library.
  let isNamed: [Bool]
  private let functions: ActingFunctions
  /// Frame of the view by frame of `functions`; nil where no location has it.
  private let frames: [UInt32?]

  private struct Function: Hashable {
    var name: String
    var file: String
  }

  init(_ profile: Profile, _ options: ViewOptions, _ shown: [ViewFrame]) {
    functions = ActingFunctions(profile, options)
    var known: [Function: UInt32] = [:]
    for (index, frame) in shown.enumerated() { known[Function(name: frame.name, file: frame.file)] = UInt32(index) }
    frames = functions.frames.map { known[Function(name: $0.name, file: $0.file)] }
    var isNamed = [Bool](repeating: false, count: shown.count)
    for (frame, named) in zip(frames, functions.isNamed) { if let frame, named { isNamed[Int(frame)] = true } }
    self.isNamed = isNamed
  }

  /// The frame by which a reader would name a stack.
  func frame(of stack: Int) -> UInt32? { frames[functions[stack]] }
}
