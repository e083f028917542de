/// Text under construction, for a terminal of some width.
struct TextPage {
  enum Style {
    case plain, bold, faint, marked
    /// Of a verdict.
    case good, bad, doubtful
  }

  let width: Int
  let usesColor: Bool
  private(set) var text = ""

  init(width: Int, usesColor: Bool) {
    self.width = width
    self.usesColor = usesColor
  }

  mutating func title(_ line: String) { paragraph(line, style: .bold) }

  mutating func section(_ name: String) {
    text += "\n"
    line(name, style: .bold)
  }

  mutating func line(_ line: String, style: Style = .plain) {
    let end = line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex
    text += styled(String(line[..<end]), style) + "\n"
  }

  /// Adds a line broken at spaces where it is too long; what follows the first line is indented.
  mutating func paragraph(_ content: String, style: Style = .plain, indent first: String = "") {
    var rest = Substring(Self.printable(content))
    var indent = first
    while rest.count > width - indent.count {
      let room = rest.prefix(width - indent.count)
      guard let space = room.lastIndex(of: " "), space > room.startIndex else { break }
      line(indent + room[..<space], style: style)
      rest = rest[rest.index(after: space)...]
      indent = first + "  "
    }
    line(indent + rest, style: style)
  }

  func styled(_ text: String, _ style: Style) -> String {
    guard usesColor, style != .plain else { return text }
    let code =
      switch style {
      case .plain: "0"
      case .bold: "1"
      case .faint: "2"
      case .marked: "36"
      case .good: "1;32"
      case .bad: "1;31"
      case .doubtful: "1;33"
      }
    return "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }

  /// The text without its middle when it is longer than `limit`: both ends of a name tell it from others.
  func shortened(_ text: String, to limit: Int) -> String {
    let text = Self.printable(text)
    guard text.count > limit else { return text }
    guard limit > 8 else { return text.prefix(max(1, limit - 1)) + "…" }
    let head = (limit - 1) * 2 / 3
    return text.prefix(head) + "…" + text.suffix(limit - 1 - head)
  }

  /// The text without characters that would change the terminal or the order of its characters. Names come from strangers' binaries.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHostile) else { return text }
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { clean.append(isHostile(scalar) ? "\u{fffd}" : scalar) }
    return String(clean)
  }

  private static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}

extension String {
  /// The string with spaces before it up to `width` characters.
  func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
