import Reports
import Testing

@Suite struct TopKeyTests {
  private func keys(_ pieces: String...) -> [TopKey] {
    var reader = TopKeyReader()
    return pieces.flatMap { reader.keys($0.utf8) }
  }

  @Test("Letters, Ctrl-C and sequences of terminals are keys")
  func keys() {
    #expect(keys("q\u{3} csr\t") == [.quit, .quit, .pause, .span, .order, .restart, .nextTable])
    #expect(keys("\u{1b}[A\u{1b}[B\u{1b}OA\u{1b}OB\u{1b}[Z") == [.up, .down, .up, .down, .previousTable])
    #expect(keys("\u{1b}[5~\u{1b}[6~\u{1b}[H\u{1b}[1~\u{1b}[1;5A") == [.pageUp, .pageDown, .home, .home, .up])
  }

  @Test("A sequence may come in pieces")
  func pieces() {
    #expect(keys("\u{1b}", "[", "A", "\u{1b}[", "6", "~") == [.up, .pageDown])
  }

  @Test("What means nothing is dropped, and what follows it is not")
  func nonsense() {
    #expect(keys("xyz\u{1b}[99~\u{1b}[?25hq", "\u{1b}q", "\u{1b}[" + String(repeating: "0", count: 40) + "q") == [.quit, .quit, .quit])
    #expect(keys("é函\u{0}\u{7f}").isEmpty)
  }

  @Test("Tab goes through the tables and comes back, each from its first row")
  func tables() {
    var view = TopView()
    var seen: [TopView.Table] = []
    for _ in 0..<4 {
      seen.append(view.table)
      _ = view.press(.down, page: 10)
      #expect(view.press(.nextTable, page: 10) == .drawAgain)
      #expect(view.offset == 0)
    }
    #expect(seen == [.functions, .threads, .tasks, .functions])
    _ = view.press(.previousTable, page: 10)
    #expect(view.table == .functions)
  }

  @Test("Scrolling ends at the first row and at the last")
  func scrolling() {
    var view = TopView()
    for key in [TopKey.up, .pageUp, .down, .pageDown, .up] { _ = view.press(key, page: 10) }
    #expect(view.offset == 10)
    view.limitOffset(rows: 4)
    #expect(view.offset == 3)
    _ = view.press(.home, page: 10)
    #expect(view.offset == 0)
  }

  @Test("q asks to end and r to begin anew; c, s and space turn a thing on and off")
  func requests() {
    var view = TopView()
    #expect(view.press(.quit, page: 1) == .quit && view.press(.restart, page: 1) == .restart)
    for key in [TopKey.span, .order, .pause] {
      let before = view
      _ = view.press(key, page: 1)
      #expect(view != before)
      _ = view.press(key, page: 1)
      #expect(view == before)
    }
  }
}
