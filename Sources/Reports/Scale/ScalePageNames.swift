import Scaling

/// The functions a page shows, each once, as columns.
struct ScalePageNames {
  private var indices: [FrameName: Int] = [:]
  private var frames: [FrameName] = []

  mutating func index(of frame: FrameName) -> Int {
    if let known = indices[frame] { return known }
    indices[frame] = frames.count
    frames.append(frame)
    return frames.count - 1
  }

  func write(_ writer: inout JSONWriter) {
    writer.key("names")
    writer.array { writer in for frame in frames { writer.value(frame.function) } }
    writer.key("files")
    writer.array { writer in for frame in frames { writer.value(frame.file) } }
    writer.column("lines", frames.map(\.line))
  }
}
