import Profiles

/// What the page has to be told of states beside samples, and which sections it has: what is in them, it adds up itself.
struct PageAccount {
  private let account: WaitAccount

  init(_ account: WaitAccount) { self.account = account }

  func write(_ writer: inout JSONWriter) {
    let table = account.states
    writer.key("account")
    writer.object { writer in
      writer.field("wall", table.holdsThreadWaits ? table.wall : 0)
      writer.field("taskTotal", table.taskTotal)
      rows("states", table.threads, &writer)
      rows("taskStates", table.tasks, &writer)
      writer.field("threadCount", table.byThread.count)
      writer.key("sections")
      writer.object { writer in
        writer.field("waits", account.waits.rows.count)
        writer.field("locks", account.locks.rows.count)
        // One that nobody waited for keeps nobody from work.
        writer.field("actors", account.actors.rows.filter { $0.queue != 0 || $0.pool != 0 }.count)
        writer.field("pool", account.pool.waits.rows.count)
      }
    }
  }

  private func rows(_ key: String, _ rows: [StateTable.Row], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.array { writer in
      for row in rows {
        writer.object { writer in
          writer.field("name", row.name)
          writer.field("value", row.value)
          writer.field("meaning", StateWords.meaning(row.name))
          writer.field("rests", ThreadState(rawValue: row.name)?.isResting == true ? 1 : 0)
        }
      }
    }
  }
}
