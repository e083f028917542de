import Profiles

/// The states of threads or tasks as one bar, and their names and shares below it.
struct TopStates {
  /// What the bar is of: `threads` or `tasks`.
  let title: String
  let rows: [(name: String, value: Int64)]

  private static let titleWidth = 8

  /// - Parameter legendLines: At most so many lines of names; what is left out is told as `…`.
  func lines(_ page: TextPage, legendLines: Int) -> [StyledLine] {
    let whole = rows.reduce(0) { $0 &+ $1.value }
    guard whole > 0, page.width > Self.titleWidth else { return [] }
    return [bar(whole, page.width - Self.titleWidth)] + legend(whole, page.width, legendLines)
  }

  private func bar(_ whole: Int64, _ width: Int) -> StyledLine {
    var line = StyledLine(title.rightPadded(Self.titleWidth), .bold)
    var sum: Int64 = 0
    var drawn = 0
    for row in rows {
      sum &+= row.value
      // Ends are rounded, not lengths: the bar is as long as it should be whatever its parts are.
      let end = Int((min(1, max(0, Double(sum) / Double(whole))) * Double(width)).rounded())
      guard end > drawn else { continue }
      let shade = StateShade(row.name)
      line.append(String(repeating: shade.block, count: end - drawn), shade.style)
      drawn = end
    }
    return line
  }

  private func legend(_ whole: Int64, _ width: Int, _ limit: Int) -> [StyledLine] {
    guard limit > 0 else { return [] }
    let indent = String(repeating: " ", count: Self.titleWidth)
    var lines: [StyledLine] = []
    var line = StyledLine(indent)
    var isEmpty = true
    for row in rows {
      let shade = StateShade(row.name)
      let text = " \(TextPage.shortened(row.name, to: 24)) \(Quantity.percent(row.value, of: whole))"
      if !isEmpty, line.columns + 2 + 1 + text.columns > width {
        if lines.count + 1 == limit {
          line.append(" …")
          break
        }
        lines.append(line)
        line = StyledLine(indent)
        isEmpty = true
      }
      if !isEmpty { line.append("  ") }
      line.append(shade.block, shade.style)
      line.append(text)
      isEmpty = false
    }
    return lines + [line]
  }
}

/// How a state looks: by what it means for the one who waits, and the same without colour.
struct StateShade {
  let block: String
  let style: TextPage.Style

  init(_ name: String) {
    if let state = ThreadState(rawValue: name) {
      (block, style) = state.isRunning ? Self.running : state == .runqueue ? Self.ready : state.isResting ? Self.resting : Self.waiting
      return
    }
    switch TaskState(rawValue: name) {
    case .running: (block, style) = Self.running
    case .pool: (block, style) = Self.ready
    case .child, .continuation: (block, style) = Self.resting
    case .actor, nil: (block, style) = Self.waiting
    }
  }

  private static let running = ("█", TextPage.Style.running)
  private static let ready = ("▓", TextPage.Style.ready)
  private static let waiting = ("▒", TextPage.Style.waiting)
  private static let resting = ("░", TextPage.Style.resting)
}
