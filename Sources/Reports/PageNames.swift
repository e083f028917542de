import Profiles

/// The frames a page shows, each once, as columns.
struct PageNames {
  private var indices: [ViewFrame: Int] = [:]
  private var frames: [ViewFrame] = []

  mutating func index(of frame: ViewFrame) -> Int {
    if let known = indices[frame] { return known }
    indices[frame] = frames.count
    frames.append(frame)
    return frames.count - 1
  }

  func write(_ writer: inout JSONWriter) {
    strings("names", frames.map(\.name), &writer)
    // Many functions are of one file: each path is there once.
    var paths: [String] = []
    var known: [String: Int] = [:]
    let files = frames.map { frame -> Int in
      if let index = known[frame.file] { return index }
      known[frame.file] = paths.count
      paths.append(frame.file)
      return paths.count - 1
    }
    strings("paths", paths, &writer)
    writer.column("files", files)
    writer.column("lines", frames.map(\.line))
    writer.column("kinds", frames.map { Int($0.kind.rawValue) })
  }

  private func strings(_ key: String, _ values: [String], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.array { writer in for value in values { writer.value(value) } }
  }
}
