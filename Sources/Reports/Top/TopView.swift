/// What the person in front of a live view chose to see.
public struct TopView: Sendable, Equatable {
  public enum Table: Sendable, CaseIterable { case functions, threads, tasks }

  /// What a table of functions is sorted by.
  public enum Order: Sendable { case own, total }

  public enum Span: Sendable { case interval, whole }

  public var table = Table.functions
  public var order = Order.own
  public var span = Span.interval
  public var isPaused = false
  /// Rows of the table that are scrolled away.
  public var offset = 0

  public init() {}

  /// What a key asks of the one who records.
  public enum Request: Sendable, Equatable { case quit, restart, drawAgain }

  /// Does what a key means.
  ///
  /// - Parameter page: Rows that a page key moves by.
  public mutating func press(_ key: TopKey, page: Int) -> Request {
    switch key {
    case .quit: return .quit
    case .restart:
      offset = 0
      return .restart
    case .pause: isPaused.toggle()
    case .span: span = span == .interval ? .whole : .interval
    case .order:
      order = order == .own ? .total : .own
      offset = 0
    case .nextTable: turn(by: 1)
    case .previousTable: turn(by: Table.allCases.count - 1)
    case .up: offset = max(0, offset - 1)
    case .down: offset += 1
    case .pageUp: offset = max(0, offset - max(1, page))
    case .pageDown: offset += max(1, page)
    case .home: offset = 0
    }
    return .drawAgain
  }

  /// Keeps the last row of a table in sight.
  public mutating func limitOffset(rows: Int) { offset = min(offset, max(0, rows - 1)) }

  private mutating func turn(by steps: Int) {
    let tables = Table.allCases
    table = tables[((tables.firstIndex(of: table) ?? 0) + steps) % tables.count]
    offset = 0
  }
}
