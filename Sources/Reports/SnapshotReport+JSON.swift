import Profiles

extension SnapshotReport {
  /// The snapshot as JSON, for scripts; with every frame that `options` show.
  public static func json(_ snapshot: Snapshot, options: Options) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", 1)
      writer.field("processID", snapshot.processID)
      writer.field("program", snapshot.program)
      writer.field("timeNanoseconds", snapshot.time)
      list("findings", snapshot.findings, &writer) { finding, writer in
        writer.field("kind", finding.kind.rawValue)
        writer.field("text", finding.text)
      }
      writer.key("notes")
      writer.array { writer in for note in snapshot.notes { writer.value(note) } }
      list("threads", snapshot.threads, &writer) { thread, writer in
        writer.field("tid", thread.threadID)
        writer.field("name", thread.name)
        writer.field("state", thread.state.rawValue)
        if !thread.systemCall.isEmpty { writer.field("systemCall", thread.systemCall) }
        if let lock = thread.lock { write(lock, &writer) }
        if !thread.task.isEmpty { writer.field("task", thread.task) }
        write(thread.stack, options, &writer)
      }
      list("tasks", snapshot.tasks, &writer) { task, writer in
        writer.field("id", task.id)
        writer.field("name", task.name)
        writer.field("state", task.state.rawValue)
        if let parent = task.parentID { writer.field("parent", parent) }
        if task.isCancelled { writer.field("isCancelled", true) }
        if !task.waitsFor.isEmpty { writer.field("waitsFor", task.waitsFor) }
        if !task.actor.isEmpty { writer.field("actor", task.actor) }
        if let thread = task.threadID { writer.field("thread", thread) }
        write(task.stack, options, &writer)
      }
    }
    return writer.text + "\n"
  }

  private static func list<Element>(
    _ name: String, _ elements: [Element], _ writer: inout JSONWriter, _ body: (Element, inout JSONWriter) -> Void
  ) {
    writer.key(name)
    writer.array { writer in
      for element in elements { writer.object { writer in body(element, &writer) } }
    }
  }

  private static func write(_ lock: Snapshot.Lock, _ writer: inout JSONWriter) {
    writer.key("lock")
    writer.object { writer in
      writer.field("address", "0x\(String(lock.address, radix: 16))")
      if !lock.name.isEmpty { writer.field("name", lock.name) }
      if let owner = lock.owner { writer.field("owner", owner) }
    }
  }

  private static func write(_ stack: [Snapshot.Frame], _ options: Options, _ writer: inout JSONWriter) {
    list("stack", options.shown(stack), &writer) { frame, writer in
      writer.field("name", options.name(frame))
      writer.field("file", frame.file)
      writer.field("line", frame.line)
      writer.field("isAsync", frame.isAsync)
    }
  }
}
