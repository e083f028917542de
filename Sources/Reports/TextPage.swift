/// Text under construction, for a terminal of some width.
public struct TextPage {
  enum Style {
    case plain, bold, faint, marked
    /// Of a verdict.
    case good, bad, doubtful
    /// Of a state: on a processor, ready for one, kept from work, at rest.
    case running, ready, waiting, resting
    /// What a reader chose.
    case chosen
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
    while rest.columns > width - indent.count {
      let room = rest.prefix(columns: width - indent.count)
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
      case .running: "32"
      case .ready: "33"
      case .waiting: "35"
      case .resting: "2"
      case .chosen: "7"
      }
    return "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }

  /// The text without its middle when it takes more than `limit` columns: both ends of a name tell it from others.
  func shortened(_ text: String, to limit: Int) -> String { Self.shortened(text, to: limit) }

  static func shortened(_ text: String, to limit: Int) -> String {
    let text = printable(text)
    guard text.columns > limit else { return text }
    guard limit > 8 else { return text.prefix(columns: max(1, limit - 1)) + "…" }
    let head = (limit - 1) * 2 / 3
    return text.prefix(columns: head) + "…" + text.suffix(columns: limit - 1 - head)
  }

  /// The text without characters that would change the terminal or the order of its characters. Names come from strangers' binaries.
  public static func printable(_ text: String) -> String {
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
