/// The distinct visible frames of a profile under some options, and which of them each location shows.
///
/// Functions of the same name in the same file are one frame: the async funclets and specialisations of a function add up.
struct FrameIndex: Sendable {
  private(set) var frames: [ViewFrame] = []
  /// The frames of location `i`, innermost first, are `locationFrames[offsets[i]..<offsets[i + 1]]`.
  private(set) var offsets: [UInt32] = [0]
  private(set) var locationFrames: [UInt32] = []
  /// `FrameFlags` beside `locationFrames`.
  private(set) var flags: [UInt8] = []
  private var indices: [Key: UInt32] = [:]

  private struct Key: Hashable {
    var name: String
    var file: String
  }

  init(_ profile: Profile, _ options: ViewOptions) {
    let files = SourceFiles(profile.functions)
    let functionFrames = profile.functions.map { function -> UInt32? in
      if function.kind == .scheduler, !options.showsScheduler { return nil }
      if function.kind == .thunk, !options.showsThunks { return nil }
      return intern(
        ViewFrame(name: Self.name(of: function, options), file: files.file(of: function), line: function.startLine, kind: function.kind))
    }
    let mappingFrames = profile.mappings.map { intern(ViewFrame(name: ViewFrame.unresolvedName(path: $0.path), kind: .marker)) }
    let unknown = intern(.empty)
    let byLine = options.groupBy == .line
    var lineFrames: [UInt64: UInt32] = [:]
    for location in profile.locations {
      let async = location.isAsync ? FrameFlags.async : 0
      for (position, line) in location.lines.enumerated() {
        guard var frame = functionFrames[line.function] else { continue }
        if byLine { frame = internLine(line.line, of: frame, &lineFrames) }
        locationFrames.append(frame)
        flags.append(async | (position + 1 < location.lines.count ? FrameFlags.inlined : 0))
      }
      if location.lines.isEmpty {
        locationFrames.append(location.mapping.map { mappingFrames[$0] } ?? unknown)
        flags.append(async)
      }
      offsets.append(UInt32(locationFrames.count))
    }
  }

  /// What a reader sees as the function's name.
  static func name(of function: Function, _ options: ViewOptions) -> String {
    if options.rawNames, !function.systemName.isEmpty { return function.systemName }
    return function.name.isEmpty ? (function.systemName.isEmpty ? "[unknown]" : function.systemName) : function.name
  }

  /// The index of the function's frame, adding it when it is new; of several declaration lines the first is kept.
  mutating func intern(_ frame: ViewFrame) -> UInt32 {
    let key = Key(name: frame.name, file: frame.file)
    if let index = indices[key] {
      if frame.line > 0, frames[Int(index)].line == 0 || frame.line < frames[Int(index)].line { frames[Int(index)].line = frame.line }
      return index
    }
    return append(frame, key)
  }

  /// Adds a frame that is no function, such as a thread.
  mutating func append(_ frame: ViewFrame) -> UInt32 {
    frames.append(frame)
    return UInt32(frames.count - 1)
  }

  private mutating func append(_ frame: ViewFrame, _ key: Key) -> UInt32 {
    let index = append(frame)
    indices[key] = index
    return index
  }

  private mutating func internLine(_ line: Int, of function: UInt32, _ lineFrames: inout [UInt64: UInt32]) -> UInt32 {
    let key = UInt64(function) << 32 | UInt64(UInt32(truncatingIfNeeded: line))
    if let index = lineFrames[key] { return index }
    var frame = frames[Int(function)]
    frame.line = line
    let index = append(frame)
    lineFrames[key] = index
    return index
  }

  /// Puts the frames that are used in the order of name, file and line, and drops the others. Equal numbers then break ties by name.
  /// Returns the new index of each old one.
  mutating func sortUsed(_ extra: [UInt32]) -> [UInt32] {
    var isUsed = [Bool](repeating: false, count: frames.count)
    for frame in locationFrames { isUsed[Int(frame)] = true }
    for frame in extra { isUsed[Int(frame)] = true }
    let order = frames.indices.filter { isUsed[$0] }.sorted { left, right in
      let (a, b) = (frames[left], frames[right])
      if a.name != b.name { return a.name < b.name }
      if a.file != b.file { return a.file < b.file }
      if a.line != b.line { return a.line < b.line }
      return (a.threadID ?? 0, left) < (b.threadID ?? 0, right)
    }
    var moved = [UInt32](repeating: 0, count: frames.count)
    for (new, old) in order.enumerated() { moved[old] = UInt32(new) }
    frames = order.map { frames[$0] }
    for position in locationFrames.indices { locationFrames[position] = moved[Int(locationFrames[position])] }
    indices = [:]
    return moved
  }
}

/// How a frame was come by; bits.
enum FrameFlags {
  static let async: UInt8 = 1
  static let inlined: UInt8 = 2
}
