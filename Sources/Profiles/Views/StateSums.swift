/// Time by state, in all and by group.
struct StateSums {
  private var names: [String]
  private var indices: [String: Int] = [:]
  private var values: [Int64]
  private var waits: [Int64]
  private let known: Int
  private(set) var byGroup: [UInt32: [Int64]] = [:]

  init(_ names: [String]) {
    self.names = names
    known = names.count
    values = names.map { _ in 0 }
    waits = values
    for (index, name) in names.enumerated() { indices[name] = index }
  }

  mutating func add(_ row: TimeRows.Row, _ state: String?, group: UInt32) {
    let index = index(of: state ?? "[no state]")
    values[index] &+= row.value
    waits[index] &+= row.waits
    var sums = byGroup[group] ?? []
    if sums.count <= index { sums += [Int64](repeating: 0, count: index + 1 - sums.count) }
    sums[index] &+= row.value
    byGroup[group] = sums
  }

  /// The known states as they were given, then the others by name.
  var order: [Int] { Array(0..<known) + (known..<names.count).sorted { names[$0] < names[$1] } }

  var rows: [StateTable.Row] { order.map { StateTable.Row(name: names[$0], value: values[$0], waits: waits[$0]) } }

  private mutating func index(of name: String) -> Int {
    if let index = indices[name] { return index }
    indices[name] = names.count
    names.append(name)
    values.append(0)
    waits.append(0)
    return names.count - 1
  }
}

extension TimeRows.Row {
  /// A sample of a running thread stands for no wait, whatever its other values say.
  var withoutWaits: TimeRows.Row { TimeRows.Row(stack: stack, labels: labels, value: value, waits: 0) }
}
