import Profiles

/// What the page draws, as JSON: names once, trees and tables as columns of numbers that refer to them.
enum PageData {
  /// Nodes of the tree with less than this part of the whole are summed up as one per parent: they would be narrower than a pixel.
  static let smallestPart: Int64 = 5_000
  /// Functions with less than this part of the whole are left out of the table.
  static let smallestFunction: Int64 = 10_000
  /// Threads and tasks beyond this number are one row.
  static let mostShares = 500

  static func json(_ profile: Profile, _ options: ViewOptions) throws(ViewError) -> [UInt8] {
    // The page hides scheduler and thunks itself, and can show them again.
    var complete = options.grouped(.function)
    complete.showsScheduler = true
    complete.showsThunks = true
    let tree = PageTree(CallTree(try ProfileView(profile, complete)))
    let functions = FunctionTable(try ProfileView(profile, options.grouped(options.groupBy == .line ? .line : .function)))
    let threads = FunctionTable(try ProfileView(profile, options.grouped(.thread)))
    let tasks = FunctionTable(try ProfileView(profile, options.grouped(.task)))
    let summary = Summary(profile)
    var names = PageNames()
    let frames = tree.frame.map { $0 < 0 ? 0 : names.index(of: tree.frames[Int($0)]) }
    let rows = functions.rows.filter { $0.total >= functions.total / smallestFunction }
    let rowNames = rows.map { names.index(of: $0.frame) }
    // Preorder without the root; a node's place in the tree is its depth.
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("heading", summary.heading)
      writer.field("trust", summary.trust)
      writer.key("notes")
      writer.array { writer in
        for note in summary.notes { writer.value(note) }
        if let reason = Summary.emptyReason(functions, of: profile) { writer.value(reason) }
      }
      writer.field("tool", profile.environment.toolVersion.isEmpty ? "" : "headroom \(profile.environment.toolVersion)")
      writer.field("unit", functions.sampleType.unit)
      writer.field("total", functions.total)
      names.write(&writer)
      writer.key("tree")
      writer.object { writer in
        writer.column("frame", frames)
        writer.column("depth", tree.depth)
        writer.column("self", tree.selfValue)
        writer.column("flags", tree.flags)
      }
      writer.key("functions")
      writer.array { writer in
        for (row, name) in zip(rows, rowNames) {
          writer.array { writer in
            writer.value(name)
            writer.value(row.selfValue)
            writer.value(row.total)
          }
        }
      }
      writer.field("functionsLeftOut", functions.rows.count - rows.count)
      shares("threads", threads, &writer)
      shares("tasks", tasks, &writer)
    }
    return writer.utf8
  }

  private static func shares(_ key: String, _ table: FunctionTable, _ writer: inout JSONWriter) {
    writer.key(key)
    writer.array { writer in
      // One row that says there is nothing to tell apart says nothing.
      if table.rows.count == 1, table.rows[0].frame.name == "[no task]" { return }
      for row in table.rows.prefix(mostShares) {
        writer.array { writer in
          writer.value(row.frame.threadID.map { "\(row.frame.name) (\($0))" } ?? row.frame.name)
          writer.value(row.total)
        }
      }
      let rest = table.rows.dropFirst(mostShares)
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
    array { writer in for number in numbers { writer.value(number) } }
  }
}
