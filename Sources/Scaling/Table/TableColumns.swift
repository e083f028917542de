/// Which columns of a table hold what.
struct TableColumns {
  enum Kind { case curve, growth }

  struct Column {
    var index: Int
    /// As the file spells it.
    var name: String
    /// From the file's unit to seconds (response times) or nanoseconds (costs).
    var factor = 1.0
    /// Of a cost: `nanoseconds`, or `cost` when the name tells none.
    var unit = "cost"
  }

  let kind: Kind
  /// N or the size.
  let first: Column
  /// X or the cost.
  let second: Column
  /// R, where there is one.
  let third: Column?

  private static let levels: Set<String> = [
    "n", "level", "levels", "client", "clients", "concurrency", "concurrent", "thread", "threads", "processor", "processors", "cpus", "cores",
    "users", "connections", "workers", "load", "vus", "virtualusers", "processes",
  ]
  private static let throughputs: Set<String> = [
    "x", "xn", "throughput", "throughputpersecond", "tput", "rps", "qps", "tps", "ops", "opss", "txnrate", "reqs", "reqps", "reqpersec",
    "requestss", "requestssec", "reqsec", "opssec", "transactionssec", "requestspersec", "requestspersecond", "operationspersecond",
  ]
  private static let responses: Set<String> = ["r", "response", "responsetime", "meanresponse", "latency", "meanlatency"]
  private static let sizes: Set<String> = ["size", "sizes", "inputsize", "length"]
  private static let costs: Set<String> = ["cost", "costs", "time", "timeperrequest", "costperrequest", "duration"]
  private static let units: [(suffix: String, seconds: Double)] = [
    ("nanoseconds", 1e-9), ("ns", 1e-9), ("microseconds", 1e-6), ("us", 1e-6), ("µs", 1e-6), ("milliseconds", 1e-3), ("ms", 1e-3),
    ("seconds", 1), ("sec", 1), ("s", 1),
  ]

  /// - Parameter chosen: Names the user gave, in the order N, X, R or size, cost.
  init(_ header: [String], chosen: [String]?) throws(TableError) {
    guard header.contains(where: { Double($0) == nil && !$0.isEmpty }) else {
      throw TableError("the table has no header: its first line is numbers", remedy: "put a line such as N,X before it")
    }
    if let chosen {
      try self.init(header, named: chosen)
    } else if let size = try Self.find(Self.sizes, in: header, as: "the size"),
      let cost = try Self.find(Self.costs, in: header, hasUnit: true, as: "the cost")
    {
      self.init(kind: .growth, first: size, second: Self.inNanoseconds(cost), third: nil)
    } else {
      guard let level = try Self.find(Self.levels, in: header, as: "N") else { throw Self.missing("N", "level, clients or threads", header) }
      guard let throughput = try Self.find(Self.throughputs, in: header, as: "X") else {
        throw Self.missing("X", "throughput, rps or qps", header)
      }
      self.init(
        kind: .curve, first: level, second: throughput, third: try Self.find(Self.responses, in: header, hasUnit: true, as: "R"))
    }
  }

  private init(kind: Kind, first: Column, second: Column, third: Column?) {
    self.kind = kind
    self.first = first
    self.second = second
    self.third = third
  }

  private init(_ header: [String], named: [String]) throws(TableError) {
    guard named.count == 2 || named.count == 3, named.allSatisfy({ !$0.isEmpty }) else {
      throw TableError("--columns names two or three columns", remedy: "write --columns N,X or --columns N,X,R")
    }
    var columns: [Column] = []
    for name in named {
      let index = header.firstIndex(of: name) ?? header.firstIndex { $0.lowercased() == name.lowercased() }
      guard let index else { throw TableError("there is no column `\(name)`", remedy: "the table has \(Self.list(header))") }
      let factor = Self.split(header[index])
      columns.append(Column(index: index, name: header[index], factor: factor.seconds ?? 1, unit: factor.seconds == nil ? "cost" : "nanoseconds"))
    }
    let isGrowth = columns.count == 2 && Self.sizes.contains(Self.plain(columns[0].name))
    self.init(
      kind: isGrowth ? .growth : .curve, first: columns[0], second: isGrowth ? Self.inNanoseconds(columns[1]) : columns[1],
      third: columns.count == 3 ? columns[2] : nil)
  }

  /// The column whose name is one of `names`; nil when none is.
  ///
  /// - Parameter hasUnit: Whether the name may end in a unit of time.
  private static func find(
    _ names: Set<String>, in header: [String], hasUnit: Bool = false, as role: String
  ) throws(TableError) -> Column? {
    var found: [Column] = []
    for (index, name) in header.enumerated() {
      if names.contains(plain(name)) {
        found.append(Column(index: index, name: name))
      } else if hasUnit, let seconds = split(name).seconds, names.contains(split(name).name) || split(name).name.isEmpty && names.contains("cost") {
        found.append(Column(index: index, name: name, factor: seconds, unit: "nanoseconds"))
      }
    }
    // The letters of the formulas are meant before any other name.
    if let exact = found.first(where: { $0.name.lowercased() == "n" || $0.name.lowercased() == "x" || $0.name.lowercased() == "r" }) { return exact }
    guard found.count < 2 else {
      throw TableError(
        "\(list(found.map(\.name))) could each be \(role)", remedy: "name the columns meant with --columns, such as --columns \(found[0].name),…")
    }
    return found.first
  }

  private static func missing(_ role: String, _ examples: String, _ header: [String]) -> TableError {
    TableError(
      "no column for \(role) (\(examples)) among \(list(header))", remedy: "name the columns with --columns, such as --columns N,X or size,cost")
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "`\($0.count > 40 ? $0.prefix(40) + "…" : $0)`" }.joined(separator: ", ")
    return names.count > 12 ? shown + ", …" : shown
  }

  /// Costs with a unit become nanoseconds.
  private static func inNanoseconds(_ column: Column) -> Column {
    var column = column
    if column.unit == "nanoseconds" { column.factor *= 1e9 }
    return column
  }

  /// The name in small letters and without anything but letters and digits.
  private static func plain(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }

  /// A name like `latency_ms`, `R (us)` or `time.ns` without its unit, and the unit in seconds.
  private static func split(_ name: String) -> (name: String, seconds: Double?) {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    guard let last = words.last, let unit = units.first(where: { $0.suffix == last }) else { return (plain(name), nil) }
    return (plain(words.dropLast().joined()), unit.seconds)
  }
}
