/// Markdown under construction that has to stay below a number of bytes: what does not fit is left out by whole lines, and a sentence says so.
struct MarkdownPage {
  private let limit: Int
  private(set) var text = ""
  private var size = 0
  /// What has to be closed at the end, the last first.
  private var closers: [String] = []
  private(set) var isFull = false
  private let farewell: String

  /// - Parameters:
  ///   - limit: Bytes of UTF-8 at most, closing tags and the sentence about what is left out included.
  ///   - farewell: The sentence that ends a page on which not everything fits.
  init(limit: Int, farewell: String) {
    self.limit = limit
    self.farewell = farewell
  }

  /// Adds lines; nothing once something did not fit, so that no part follows a gap.
  mutating func add(_ piece: String) {
    guard !isFull else { return }
    let bytes = piece.utf8.count
    guard size + bytes + reserve <= limit else {
      isFull = true
      return
    }
    text += piece
    size += bytes
  }

  /// Adds a table line by line.
  mutating func add(table: String) {
    for line in table.split(separator: "\n", omittingEmptySubsequences: false).dropLast() { add("\(line)\n") }
  }

  /// Adds what `body` adds, behind a summary that opens it.
  mutating func details(_ summary: String, _ body: (inout MarkdownPage) -> Void) {
    let closer = "\n</details>\n"
    closers.append(closer)
    add("\n<details><summary>\(summary)</summary>\n\n")
    let isOpen = !isFull
    body(&self)
    closers.removeLast()
    if isOpen {
      text += closer
      size += closer.utf8.count
    }
  }

  /// The whole text.
  var closed: String { isFull ? text + "\n\(farewell)\n" : text }

  private var reserve: Int { closers.reduce(farewell.utf8.count + 2) { $0 + $1.utf8.count } }
}
