import Profiles

/// The frames a page shows, each once, as columns.
struct PageNames {
  private var frames = DistinctValues<ViewFrame>()

  mutating func index(of frame: ViewFrame) -> Int { frames.index(of: frame) }

  /// Numbers of the frames that a person would name.
  ///
  /// - Parameter frames: The page's number by frame of the tree.
  func named(_ isNamed: [Bool], _ frames: [Int]) -> [Int] { zip(isNamed, frames).filter { $0.0 }.map(\.1) }

  func write(_ writer: inout JSONWriter) {
    // Many functions are of one file: each path is there once.
    var paths = DistinctValues<String>()
    let files = frames.values.map { paths.index(of: $0.file) }
    strings("names", frames.values.map(\.name), &writer)
    strings("paths", paths.values, &writer)
    writer.column("files", files)
    writer.column("lines", frames.values.map(\.line))
    writer.column("kinds", frames.values.map { Int($0.kind.rawValue) })
  }

  private func strings(_ key: String, _ values: [String], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.array { writer in for value in values { writer.value(value) } }
  }
}
