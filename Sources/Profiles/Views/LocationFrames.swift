/// What a call forest knows of one function.
struct FunctionFacts: Sendable {
  /// Index into the forest's frames.
  var frame: Int32
  /// Whether it is a node of the tree.
  var isShown: Bool
  /// As a candidate for the name of a stack.
  var rank: UInt8
}

/// The frames of the locations of one profile, as indices into those of a call forest.
struct LocationFrames {
  /// The frames of location `i`, outermost first, are `shown[offsets[i]..<offsets[i + 1]]`.
  private var shown: [Int32] = []
  private var offsets: [Int32] = [0]
  private var candidates: [ActingFunctions.Candidate] = []
  private let unknown: UInt32

  init(_ profile: Profile, _ forest: inout CallForest) {
    // Only asked for functions that no profile had before.
    var files: SourceFiles?
    let facts = profile.functions.map { function -> FunctionFacts in
      if let known = forest.functions[function] { return known }
      if files == nil { files = SourceFiles(profile.functions) }
      let frame = ViewFrame(
        name: FrameIndex.name(of: function, ViewOptions()), file: files!.file(of: function), line: function.startLine, kind: function.kind)
      let isShown = function.kind != .kernel && function.kind != .scheduler && function.kind != .thunk
      let facts = FunctionFacts(frame: forest.intern(frame), isShown: isShown, rank: ActingFunctions.rank(function))
      forest.functions[function] = facts
      return facts
    }
    let mappings = profile.mappings.map { forest.intern(ViewFrame(name: ViewFrame.unresolvedName(path: $0.path), kind: .marker)) }
    let isLibrary = profile.mappings.map { RuntimeRoutines.isLibrary(path: $0.path) }
    let empty = forest.intern(.empty)
    unknown = UInt32(empty)
    for location in profile.locations {
      let isInLibrary = location.mapping.map { isLibrary[$0] } ?? false
      for line in location.lines.reversed() where facts[line.function].isShown { shown.append(facts[line.function].frame) }
      if let first = location.lines.first {
        var best = facts[first.function]
        for line in location.lines.dropFirst() where facts[line.function].rank < best.rank { best = facts[line.function] }
        candidates.append(ActingFunctions.Candidate(frame: UInt32(best.frame), rank: isInLibrary ? max(1, best.rank) : best.rank))
      } else {
        let frame = location.mapping.map { mappings[$0] } ?? empty
        shown.append(frame)
        candidates.append(ActingFunctions.Candidate(frame: UInt32(frame), rank: isInLibrary ? 3 : 0))
      }
      offsets.append(Int32(shown.count))
    }
  }

  /// Outermost first.
  func frames(of location: Int) -> ArraySlice<Int32> { shown[Int(offsets[location])..<Int(offsets[location + 1])] }

  /// The frame by which a reader would name a stack, leaf first.
  func acting(_ stack: Slice<UnsafeBufferPointer<UInt32>>) -> Int32 {
    var best = ActingFunctions.Candidate(frame: unknown, rank: .max)
    for location in stack {
      if candidates[Int(location)].wins(over: best) { best = candidates[Int(location)] }
      if best.rank == 0 { break }
    }
    return Int32(best.frame)
  }
}
