/// The function by which a reader would name each stack: the first from the leaf that is neither of a lock nor of a runtime.
///
/// Where there is no such function, the routine the thread entered the library by; else the first frame that is shown at all.
struct ActingFunctions: Sendable {
  /// Distinct functions; those of one name in one file are one.
  private(set) var frames: [ViewFrame] = []
  /// By frame, whether a person would name the function, and it is of no library.
  private(set) var isNamed: [Bool] = []
  /// Index into `frames` by stack.
  private var ofStack: [UInt32] = []
  private let stacks: StackTable
  /// The functions of location `i` a person would name, innermost first, are `named[offsets[i]..<offsets[i + 1]]`.
  private var named: [UInt32] = []
  private var offsets: [Int] = [0]
  private let isAsync: [Bool]

  subscript(stack: Int) -> Int { Int(ofStack[stack]) }

  /// The functions of a stack that a person would name, the leaf first, until the async callers begin; these too when `all`.
  func path(of stack: Int, all: Bool) -> [Int] {
    var path: [Int] = []
    for location in stacks[stack] {
      if !all, isAsync[Int(location)] { break }
      for position in offsets[Int(location)]..<offsets[Int(location) + 1] { path.append(Int(named[position])) }
    }
    return path
  }

  /// A candidate for a stack's name; the lowest rank wins, among equals the one nearest to the leaf, of routines the one farthest from it.
  struct Candidate {
    var frame: UInt32
    var rank: UInt8

    /// Whether it wins over one nearer to the leaf.
    func wins(over other: Candidate) -> Bool { rank < other.rank || (rank == 1 && other.rank == 1) }
  }

  init(_ profile: Profile, _ options: ViewOptions) {
    stacks = profile.stacks
    isAsync = profile.locations.map(\.isAsync)
    var indices: [[String]: UInt32] = [:]
    func intern(_ frame: ViewFrame) -> UInt32 {
      let key = [frame.name, frame.file]
      if let known = indices[key] {
        if frame.line > 0, frames[Int(known)].line == 0 || frame.line < frames[Int(known)].line { frames[Int(known)].line = frame.line }
        return known
      }
      indices[key] = UInt32(frames.count)
      frames.append(frame)
      return UInt32(frames.count - 1)
    }
    let isLibrary = profile.mappings.map { RuntimeRoutines.isLibrary(path: $0.path) }
    let files = SourceFiles(profile.functions)
    let functions = profile.functions.map { function in
      let name = FrameIndex.name(of: function, options)
      let frame = ViewFrame(name: name, file: files.file(of: function), line: function.startLine, kind: function.kind)
      return Candidate(frame: intern(frame), rank: Self.rank(function))
    }
    let mappings = profile.mappings.map { intern(ViewFrame(name: ViewFrame.unresolvedName(path: $0.path), kind: .marker)) }
    let unknown = intern(.empty)
    var (named, offsets) = (self.named, self.offsets)
    let locations = profile.locations.map { location -> Candidate in
      defer { offsets.append(named.count) }
      let isInLibrary = location.mapping.map { isLibrary[$0] } ?? false
      if location.lines.isEmpty { return Candidate(frame: location.mapping.map { mappings[$0] } ?? unknown, rank: isInLibrary ? 3 : 0) }
      var best = functions[location.lines[0].function]
      for line in location.lines.dropFirst() where functions[line.function].rank < best.rank { best = functions[line.function] }
      if !isInLibrary { for line in location.lines where functions[line.function].rank == 0 { named.append(functions[line.function].frame) } }
      if isInLibrary { best.rank = max(1, best.rank) }
      return best
    }
    (self.named, self.offsets) = (named, offsets)
    isNamed = [Bool](repeating: false, count: frames.count)
    for frame in named { isNamed[Int(frame)] = true }
    ofStack = profile.stacks.withElements { elements in
      (0..<profile.stacks.count).map { stack in
        var best = Candidate(frame: unknown, rank: .max)
        for position in profile.stacks.range(of: stack) {
          let candidate = locations[Int(elements[position])]
          if candidate.wins(over: best) { best = candidate }
          if best.rank == 0 { break }
        }
        return best.frame
      }
    }
  }

  /// 0 for a function a person would name; then routines, kernel frames, markers, glue, schedulers and where threads begin.
  static func rank(_ function: Function) -> UInt8 {
    switch function.kind {
    case .ordinary: RuntimeRoutines.startsThread(function) ? 5 : RuntimeRoutines.isRoutine(function) ? 1 : 0
    case .kernel: 2
    case .marker: 3
    case .thunk: 4
    case .scheduler: 5
    }
  }
}
