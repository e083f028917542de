import Profiles

/// What the page draws of one kind of value: a tree, and tables of functions, threads and tasks.
struct PageMetric {
  /// `cpu`, `wait`, `queue`, `blame` or another sample type; `rest` for the time of threads that were idle or asleep.
  let name: String
  let unit: String
  let total: Int64
  private let tree: PageTree
  private let frames: [Int]
  private let functions: [FunctionTable.Row]
  private let functionNames: [Int]
  private let functionsLeftOut: Int
  private let threads: FunctionTable
  private let tasks: FunctionTable

  init(_ name: String, _ profile: Profile, _ options: ViewOptions, _ names: inout PageNames) throws(ViewError) {
    self.name = name
    // Waits of threads and of tasks end in the state they are in: it is drawn beyond the leaf.
    let showsStates = ["wait", "rest", ValueType.queue.type].contains(name)
    // The page hides scheduler and thunks itself, and can show them again.
    var complete = options.grouped(showsStates ? .state : .function)
    complete.showsScheduler = true
    complete.showsThunks = true
    tree = PageTree(CallTree(try ProfileView(profile, complete), groupsAtLeaf: showsStates))
    let table = FunctionTable(try ProfileView(profile, options.grouped(options.groupBy == .line ? .line : .function)))
    threads = FunctionTable(try ProfileView(profile, options.grouped(.thread)))
    tasks = FunctionTable(try ProfileView(profile, options.grouped(.task)))
    unit = table.sampleType.unit
    total = table.total
    functions = table.rows.filter { $0.total >= table.total / PageData.smallestFunction }
    functionsLeftOut = table.rows.count - functions.count
    // The root frame has no name; 0 stands in its place.
    frames = tree.frame.map { [tree] in $0 < 0 ? 0 : names.index(of: tree.frames[Int($0)]) }
    functionNames = functions.map { names.index(of: $0.frame) }
  }

  /// The fields of the metric, into an open object.
  func write(_ writer: inout JSONWriter) {
    writer.field("metric", name)
    writer.field("unit", unit)
    writer.field("total", total)
    // Preorder without the root; a node's place in the tree is its depth.
    writer.key("tree")
    writer.object { writer in
      writer.column("frame", frames)
      writer.column("depth", tree.depth)
      writer.column("self", tree.selfValue)
      writer.column("flags", tree.flags)
    }
    writer.key("functions")
    writer.array { writer in
      for (row, name) in zip(functions, functionNames) { writer.row([Int64(name), row.selfValue, row.total]) }
    }
    writer.field("functionsLeftOut", functionsLeftOut)
    shares("threads", threads, &writer)
    shares("tasks", tasks, &writer)
  }

  private func shares(_ key: String, _ table: FunctionTable, _ writer: inout JSONWriter) {
    writer.key(key)
    writer.array { writer in
      // One row that says there is nothing to tell apart says nothing.
      if table.rows.count == 1, table.rows[0].frame.name == "[no task]" { return }
      for row in table.rows.prefix(PageData.mostShares) {
        writer.array { writer in
          writer.value(row.frame.threadID.map { "\(row.frame.name) (\($0))" } ?? row.frame.name)
          writer.value(row.total)
        }
      }
      let rest = table.rows.dropFirst(PageData.mostShares)
      if rest.isEmpty { return }
      writer.array { writer in
        writer.value("(\(rest.count) more)")
        writer.value(rest.reduce(0) { $0 &+ $1.total })
      }
    }
  }
}

extension JSONWriter {
  /// A named array of numbers.
  mutating func column(_ name: String, _ numbers: [some BinaryInteger]) {
    key(name)
    row(numbers)
  }

  /// An array of numbers.
  mutating func row(_ numbers: [some BinaryInteger]) { array { writer in for number in numbers { writer.value(number) } } }
}
