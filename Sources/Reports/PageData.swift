import Profiles

/// What the page draws: facts and names as JSON, and the tree and the samples as packed columns that refer to them.
enum PageData {
  /// - Throws: `ViewError` for a bad regular expression or an unknown sample type or state, or when there is no memory left.
  static func make(_ profile: Profile, _ options: ViewOptions) throws(ViewError) -> (facts: [UInt8], columns: [UInt8]) {
    var names = PageNames()
    let metrics = try metrics(profile, options)
    let tree = try SampleTree(profile, options, types: metrics.map(\.name))
    let treeNames = tree.frames.map { names.index(of: $0) }
    let stateNames = tree.states.map { names.index(of: ViewFrame(name: "[\($0)]", kind: .marker)) }
    let functions = FunctionFrames(tree.frames)
    // A line's function is in the tree: both are of the same stacks.
    let lineNames = tree.lines.frames.map { functions.index(of: $0).map { treeNames[$0] } ?? 0 }
    let account = try WaitAccount(profile, options).map(PageAccount.init)
    let view = try ProfileView(profile, options)
    let summary = Summary(profile)
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("heading", summary.heading)
      writer.field("trust", summary.trust)
      writer.key("notes")
      writer.array { writer in
        for note in summary.notes { writer.value(note) }
        if options.states != nil { for line in Summary.scope(view) { writer.value(line) } }
        if let reason = Summary.emptyReason(FunctionTable(view), of: profile) { writer.value(reason) }
      }
      writer.field("tool", profile.environment.toolVersion.isEmpty ? "" : "headroom \(profile.environment.toolVersion)")
      if let requests = profile.environment.countedRequests { writer.field("requests", requests) }
      writer.field("duration", profile.duration)
      writer.field("period", profile.periodType == .cpu ? profile.period : 0)
      writer.field("isNarrowed", options.states == nil ? 0 : 1)
      names.write(&writer)
      if account != nil { writer.column("named", names.named(tree.isNamed, treeNames)) }
      writer.field("hiddenFrame", treeNames[Int(tree.hiddenFrame)])
      writer.column("stateFrames", stateNames)
      keys(tree, &writer)
      writer.key("metrics")
      writer.array { writer in
        for metric in metrics {
          writer.object { writer in
            writer.field("metric", metric.name)
            writer.field("unit", metric.unit)
            writer.field("total", metric.total)
          }
        }
      }
      account?.write(&writer)
    }
    let columns = PageColumns(tree, names: treeNames, lineNames: lineNames)
    do { return (writer.utf8, try columns.text()) } catch { throw ViewError(error.problem, remedy: error.remedy) }
  }

  private struct Metric {
    var name: String
    var unit: String
    /// What is shown of it first.
    var total: Int64
  }

  /// The values that are shown first, and the others: what a reader can choose instead, and what tables of waits are made from.
  private static func metrics(_ profile: Profile, _ options: ViewOptions) throws(ViewError) -> [Metric] {
    let first = profile.shownType(options)
    var names = [first]
    if profile.hasWaits {
      names += [ValueType.cpu, .wait, .queue, .blame].filter { profile.sampleTypes.contains($0) && $0.type != first }.map(\.type)
    }
    var metrics: [Metric] = []
    for name in names {
      var own = options.grouped(.function)
      own.sampleType = name.isEmpty ? nil : name
      let view = try ProfileView(profile, own)
      guard name == first || view.total != 0 || view.otherStatesTotal != 0 else { continue }
      metrics.append(Metric(name: name, unit: view.sampleType.unit, total: view.total))
    }
    return metrics
  }

  /// Who samples are of.
  private static func keys(_ tree: SampleTree, _ writer: inout JSONWriter) {
    writer.key("threads")
    writer.array { writer in
      for thread in tree.threads { writer.value(thread.threadLabel) }
    }
    writer.key("tasks")
    writer.array { writer in for task in tree.tasks { writer.value(task.name) } }
    for (key, texts) in [("states", tree.states), ("lockNames", tree.locks), ("actorNames", tree.actors), ("victimNames", tree.victims)] {
      writer.key(key)
      writer.array { writer in for text in texts { writer.value(text) } }
    }
    writer.key("keys")
    writer.object { writer in
      writer.column("thread", tree.keys.map(\.thread))
      writer.column("task", tree.keys.map(\.task))
      writer.column("state", tree.keys.map(\.state))
      if !tree.locks.isEmpty { writer.column("lock", tree.keys.map(\.lock)) }
      if !tree.actors.isEmpty { writer.column("actor", tree.keys.map(\.actor)) }
      if !tree.victims.isEmpty { writer.column("victim", tree.keys.map(\.victim)) }
      if let isShown = tree.isShown { writer.column("isShown", isShown.map { $0 ? 1 : 0 }) }
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
