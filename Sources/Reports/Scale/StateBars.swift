import Scaling

/// The time of a request by state as bars of letters, one bar a level, as long as c(N).
struct StateBars {
  private let levels: [Level]
  private let states: [AccountState]

  init(_ levels: [Level], _ states: [AccountState]) {
    self.levels = levels
    self.states = states
  }

  func add(to page: inout TextPage) {
    let legend = states.map { "\(ScaleWords.letter($0)) \(ScaleWords.short($0))" }.joined(separator: "  ")
    page.paragraph(legend, style: .faint, indent: "  ")
    let largest = levels.map(total).max() ?? 0
    guard largest > 0, largest.isFinite else { return }
    let label = levels.map { String($0.level).count }.max() ?? 1
    let room = Double(max(20, min(100, page.width - label - 6)))
    for level in levels { page.line("  \(String(level.level).leftPadded(label))  \(bar(level, room / largest))") }
  }

  private func total(_ level: Level) -> Double { states.reduce(0) { $0 + max(0, level.states[$1] ?? 0) } }

  /// Each state ends where the sum up to it does, so that rounding does not add up.
  private func bar(_ level: Level, _ scale: Double) -> String {
    var bar = ""
    var sum = 0.0
    for state in states {
      let value = level.states[state] ?? 0
      guard value > 0, value.isFinite else { continue }
      sum += value
      bar += String(repeating: ScaleWords.letter(state), count: max(0, Int((sum * scale).rounded()) - bar.count))
    }
    return bar
  }
}
