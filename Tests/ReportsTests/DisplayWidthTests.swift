import Testing

@testable import Reports

@Suite struct DisplayWidthTests {
  @Test(
    "A text takes the columns that a terminal gives it",
    arguments: [
      ("", 0), ("parse(_:)", 9), ("déjà", 4), ("de\u{301}ja\u{300}", 4), ("函数", 4), ("한글", 4), ("\u{1112}\u{1161}\u{11ab}", 2), ("🦀", 2),
      ("❤\u{fe0f}", 2),
      ("🇩🇪", 2), ("नमस्ते", 4), ("│█░", 3), ("ｆｕｌｌ", 8), ("𠀀", 2),
    ])
  func columns(_ text: String, _ columns: Int) { #expect(text.columns == columns) }

  @Test("A long name is cut by columns: no wide character is cut in two, none sticks out", arguments: 1...22)
  func shortened(_ limit: Int) {
    for name in ["函数名字很长很长很长很长很长", "a函b数c名d字e很f长g很h长", String(repeating: "🦀", count: 40), String(repeating: "x", count: 90)] {
      let short = TextPage.shortened(name, to: limit)
      #expect(short.columns <= max(2, limit), "\(short)")
      #expect(short.contains("…"))
    }
  }

  @Test("Names of every width leave the columns behind them where they are")
  func padding() {
    for name in ["parse", "函数", "🦀 crab", "de\u{301}ja"] {
      #expect((name.rightPadded(12) + "|").columns == 13)
      #expect(name.leftPadded(12).columns == 12)
    }
  }
}
