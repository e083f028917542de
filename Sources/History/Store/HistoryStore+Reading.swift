extension HistoryStore {
  /// What values an entry is read with.
  public enum Detail: Sendable {
    /// None: commits and dates are enough.
    case none
    /// All but those of functions.
    case totals
    case everything
  }

  /// The entries in the order of their dates, and of their addition where those are equal.
  ///
  /// - Parameter benchmark: Only those of this benchmark; nil for all.
  ///
  /// - Complexity: O(entries × values).
  public func entries(benchmark: String? = nil, detail: Detail = .everything) throws(HistoryError) -> [HistoryEntry] {
    let filter = benchmark == nil ? "" : "WHERE benchmark = ?"
    let statement = try database.prepare("SELECT id, commitName, date, title, benchmark, fingerprint FROM entries \(filter) ORDER BY date, id")
    if let benchmark { try statement.bind([.text(benchmark)]) }
    var entries: [HistoryEntry] = []
    var places: [Int: Int] = [:]
    while try statement.step() {
      var entry = HistoryEntry(commit: statement.text(1), date: statement.real(2))
      entry.title = statement.text(3)
      entry.benchmark = statement.text(4)
      entry.fingerprint = statement.text(5)
      places[statement.integer(0)] = entries.count
      entries.append(entry)
    }
    if detail != .none { try readValues(of: &entries, at: places, detail) }
    return entries
  }

  private func readValues(of entries: inout [HistoryEntry], at places: [Int: Int], _ detail: Detail) throws(HistoryError) {
    var names: [Int: (name: String, file: String)] = [:]
    let all = try database.prepare("SELECT id, name, file FROM names")
    while try all.step() {
      let name = all.text(1)
      if detail == .totals, FunctionValue.isFunction(name) { continue }
      names[all.integer(0)] = (name, all.text(2))
    }
    let statement = try database.prepare("SELECT entry, name, value FROM measurements")
    while try statement.step() {
      // An entry that was added since belongs to the next reading.
      guard let place = places[statement.integer(0)], let name = names[statement.integer(1)] else { continue }
      entries[place].values[name.name] = statement.real(2)
      if !name.file.isEmpty { entries[place].files[name.name] = name.file }
    }
  }

  /// The benchmarks there are, the one with the newest entry first.
  public func benchmarks() throws(HistoryError) -> [String] {
    let statement = try database.prepare("SELECT benchmark FROM entries GROUP BY benchmark ORDER BY max(date) DESC, max(id) DESC")
    var names: [String] = []
    while try statement.step() { names.append(statement.text(0)) }
    return names
  }
}
