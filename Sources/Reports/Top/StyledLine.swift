/// A line of pieces that each have a style; it is cut to a width before styles are written, so that none is cut in two.
struct StyledLine {
  private(set) var pieces: [(text: String, style: TextPage.Style)] = []

  init() {}

  init(_ text: String, _ style: TextPage.Style = .plain) { append(text, style) }

  mutating func append(_ text: String, _ style: TextPage.Style = .plain) { pieces.append((text, style)) }

  var columns: Int { pieces.reduce(0) { $0 + $1.text.columns } }

  /// The line for a terminal, at most as wide as the page; spaces at its end are left out.
  func text(_ page: TextPage) -> String {
    var room = page.width
    var text = ""
    var spaces = ""
    for piece in pieces where room > 0 {
      let shown = String(piece.text.prefix(columns: room))
      room -= shown.columns
      if shown != piece.text { room = 0 }
      if piece.style == .plain {
        let end = shown.lastIndex { $0 != " " }.map(shown.index(after:)) ?? shown.startIndex
        if end > shown.startIndex {
          text += spaces + shown[..<end]
          spaces = ""
        }
        spaces += shown[end...]
      } else if !shown.isEmpty {
        text += spaces + page.styled(shown, piece.style)
        spaces = ""
      }
    }
    return text
  }
}
