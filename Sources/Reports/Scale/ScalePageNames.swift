import Profiles
import Scaling

/// The functions a page shows, each once, as columns.
struct ScalePageNames {
  private var frames = DistinctValues<FrameName>()

  mutating func index(of frame: FrameName) -> Int { frames.index(of: frame) }

  func write(_ writer: inout JSONWriter) {
    writer.key("names")
    writer.array { writer in for frame in frames.values { writer.value(frame.function) } }
    writer.key("files")
    writer.array { writer in for frame in frames.values { writer.value(frame.file) } }
    writer.column("lines", frames.values.map(\.line))
  }
}
