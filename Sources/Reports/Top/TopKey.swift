/// A key that means something to a live view.
public enum TopKey: Sendable, Equatable {
  case quit, pause, span, order, restart, nextTable, previousTable, up, down, pageUp, pageDown, home
}

/// Keys from the bytes that a terminal sends, also when a sequence comes in pieces.
///
/// Source of the sequences: ECMA-48, and xterm's "PC-Style Function Keys", <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>.
public struct TopKeyReader: Sendable {
  private enum State { case plain, escape, sequence }

  private var state = State.plain
  private var parameters: [UInt8] = []

  public init() {}

  /// The keys that these bytes complete; bytes that mean nothing are dropped.
  public mutating func keys(_ bytes: some Sequence<UInt8>) -> [TopKey] { bytes.compactMap { key($0) } }

  private mutating func key(_ byte: UInt8) -> TopKey? {
    switch state {
    case .plain: return plain(byte)
    case .escape:
      // `ESC O A` of a keyboard in application mode is `ESC [ A`.
      if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O") {
        state = .sequence
        parameters = []
        return nil
      }
      state = .plain
      return plain(byte)
    case .sequence:
      guard byte >= 0x40 && byte <= 0x7e else {
        // Nothing that a key sends is longer.
        if parameters.count < 16 { parameters.append(byte) } else { state = .plain }
        return nil
      }
      state = .plain
      return sequence(byte)
    }
  }

  private mutating func plain(_ byte: UInt8) -> TopKey? {
    switch byte {
    case 0x1b:
      state = .escape
      return nil
    case 0x03, UInt8(ascii: "q"), UInt8(ascii: "Q"): return .quit
    case UInt8(ascii: " "), UInt8(ascii: "p"): return .pause
    case UInt8(ascii: "c"): return .span
    case UInt8(ascii: "s"): return .order
    case UInt8(ascii: "r"): return .restart
    case 0x09: return .nextTable
    case UInt8(ascii: "k"): return .up
    case UInt8(ascii: "j"): return .down
    case UInt8(ascii: "g"): return .home
    default: return nil
    }
  }

  private func sequence(_ end: UInt8) -> TopKey? {
    switch end {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .nextTable
    case UInt8(ascii: "D"), UInt8(ascii: "Z"): .previousTable
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "~"):
      switch String(decoding: parameters.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self) {
      case "1", "7": .home
      case "5": .pageUp
      case "6": .pageDown
      default: nil
      }
    default: nil
    }
  }
}
