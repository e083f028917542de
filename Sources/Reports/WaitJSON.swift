import Profiles

/// The tables of waits as JSON, for scripts and for the page alike.
enum WaitJSON {
  /// States by name; samples without a state are no state.
  static func states(_ key: String, _ rows: [StateTable.Row], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.object { writer in for row in rows where row.name != "[no state]" { writer.field(row.name, row.value) } }
  }

  static func states(_ names: [StateTable.Row], _ values: [Int64], _ writer: inout JSONWriter) {
    writer.key("states")
    writer.object { writer in
      for (row, value) in zip(names, values) where value != 0 && row.name != "[no state]" { writer.field(row.name, value) }
    }
  }

  static func waits(_ table: WaitTable, _ requests: Int64?, _ writer: inout JSONWriter) {
    writer.key("waits")
    writer.array { writer in
      for row in table.rows {
        writer.object { writer in
          place(row.frame, &writer)
          writer.field("state", row.state)
          time("", row.value, requests, &writer)
          writer.field("waits", row.waits)
        }
      }
    }
  }

  static func locks(_ table: LockTable, _ requests: Int64?, _ writer: inout JSONWriter) {
    writer.key("locks")
    writer.array { writer in
      for lock in table.rows {
        writer.object { writer in
          writer.field("name", lock.name)
          time("wait", lock.wait, requests, &writer)
          writer.field("waits", lock.waits)
          time("runqueue", lock.runqueue, requests, &writer)
          functions("victims", lock.victims, requests, &writer)
          writer.key("culprits")
          writer.array { writer in for culprit in lock.culprits { writer.object { Self.culprit(culprit, requests, &$0) } } }
          work(lock.work, requests, &writer)
        }
      }
    }
  }

  private static func culprit(_ culprit: LockTable.Culprit, _ requests: Int64?, _ writer: inout JSONWriter) {
    place(culprit.frame, &writer)
    writer.field("thread", culprit.thread)
    if let thread = culprit.threadID { writer.field("tid", thread) }
    time("", culprit.value, requests, &writer)
    victims(culprit.victims, &writer)
  }

  /// Who waited for a culprit, as the recording names them.
  static func victims(_ victims: some Sequence<LockTable.Victim>, _ writer: inout JSONWriter) {
    writer.key("victims")
    writer.array { writer in
      for victim in victims {
        writer.object { writer in
          writer.field("name", victim.name)
          writer.field("nanoseconds", victim.value)
        }
      }
    }
  }

  static func actors(_ table: ActorTable, _ requests: Int64?, _ writer: inout JSONWriter) {
    writer.key("actors")
    writer.array { writer in
      for actor in table.rows {
        writer.object { writer in
          writer.field("name", actor.name)
          time("queue", actor.queue, requests, &writer)
          writer.field("waits", actor.waits)
          time("pool", actor.pool, requests, &writer)
          time("busy", actor.busy, requests, &writer)
          functions("victims", actor.victims, requests, &writer)
          functions("holders", actor.holders, requests, &writer)
          work(actor.work, requests, &writer)
        }
      }
    }
  }

  /// What holders did, by function with all it calls.
  private static func work(_ work: HeldWork, _ requests: Int64?, _ writer: inout JSONWriter) {
    writer.key("work")
    writer.object { writer in
      time("", work.total, requests, &writer)
      writer.key("functions")
      writer.array { writer in
        for row in work.rows {
          writer.object { writer in
            place(row.frame, &writer)
            time("self", row.selfValue, requests, &writer)
            time("total", row.total, requests, &writer)
          }
        }
      }
    }
  }

  static func pool(_ table: PoolTable, _ requests: Int64?, _ writer: inout JSONWriter) {
    writer.key("pool")
    writer.object { writer in
      time("queue", table.waits.total, requests, &writer)
      writer.field("waits", table.waits.waits)
      functions("victims", table.waits.rows.map { FunctionTime(frame: $0.frame, value: $0.value, waits: $0.waits) }, requests, &writer)
      work(table.work, requests, &writer)
    }
  }

  static func functions(_ key: String, _ rows: some Sequence<FunctionTime>, _ requests: Int64?, _ writer: inout JSONWriter) {
    writer.key(key)
    writer.array { writer in
      for row in rows {
        writer.object { writer in
          place(row.frame, &writer)
          time("", row.value, requests, &writer)
          writer.field("waits", row.waits)
        }
      }
    }
  }

  static func place(_ frame: ViewFrame, _ writer: inout JSONWriter) {
    writer.field("name", frame.name)
    writer.field("file", frame.file)
    writer.field("line", frame.line)
  }

  /// A time under `NAMENanoseconds`, and per request under `NAMEPerRequestNanoseconds` when requests were counted.
  static func time(_ name: String, _ value: Int64, _ requests: Int64?, _ writer: inout JSONWriter) {
    writer.field(name.isEmpty ? "nanoseconds" : "\(name)Nanoseconds", value)
    guard let requests else { return }
    writer.field(name.isEmpty ? "perRequestNanoseconds" : "\(name)PerRequestNanoseconds", Double(value) / Double(requests))
  }
}
