/// `ActingFunctions` in the frames of a view that shows every function.
struct ActingFrames {
  /// By frame of the view, whether a person would name the function, and it is of no library.
  let isNamed: [Bool]
  private let functions: ActingFunctions
  /// Frame of the view by frame of `functions`; nil where no location has it.
  private let frames: [UInt32?]

  init(_ profile: Profile, _ options: ViewOptions, _ shown: [ViewFrame]) {
    functions = ActingFunctions(profile, options)
    let known = FunctionFrames(shown)
    frames = functions.frames.map { known.index(of: $0).map(UInt32.init) }
    var isNamed = [Bool](repeating: false, count: shown.count)
    for (frame, named) in zip(frames, functions.isNamed) { if let frame, named { isNamed[Int(frame)] = true } }
    self.isNamed = isNamed
  }

  /// The frame by which a reader would name a stack.
  func frame(of stack: Int) -> UInt32? { frames[functions[stack]] }
}
