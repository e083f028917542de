import Profiles

/// The states, waits, locks, actors and the pool, as the page draws them: rows of numbers that refer to the page's names.
struct PageAccount {
  /// Rows of each table inside a block; what is beyond is one row.
  private static let mostRows = 20
  /// Locks and actors.
  private static let mostBlocks = 100

  private let account: WaitAccount
  private let waits: [[Int64]]
  private let waitStates: [String]
  private let locks: [(row: LockTable.Row, victims: [[Int64]], holders: [Int], work: [[Int64]])]
  private let actors: [(row: ActorTable.Row, victims: [[Int64]], work: [[Int64]])]
  private let pool: [[Int64]]

  init(_ account: WaitAccount, _ names: inout PageNames) {
    self.account = account
    let shown = account.waits.rows.prefix(PageData.mostShares)
    waits = shown.map { [Int64(names.index(of: $0.frame)), $0.value, $0.waits] }
    waitStates = shown.map(\.state)
    locks = account.locks.rows.prefix(Self.mostBlocks).map { row in
      (
        row, Self.rows(row.victims, &names), row.holders.prefix(Self.mostRows).map { names.index(of: $0.frame) }, Self.work(row.work, &names)
      )
    }
    actors = account.actors.rows.prefix(Self.mostBlocks).map { row in
      (row, Self.rows(row.victims, &names), Self.work(row.work, &names))
    }
    pool = Self.rows(account.pool.rows.map { FunctionTime(frame: $0.frame, value: $0.value, waits: $0.waits) }, &names)
  }

  private static func rows(_ functions: [FunctionTime], _ names: inout PageNames) -> [[Int64]] {
    functions.prefix(mostRows).map { [Int64(names.index(of: $0.frame)), $0.value, $0.waits] }
  }

  /// Name, total and self.
  private static func work(_ work: HeldWork, _ names: inout PageNames) -> [[Int64]] {
    work.rows.prefix(mostRows).map { [Int64(names.index(of: $0.frame)), $0.total, $0.selfValue] }
  }

  func write(_ writer: inout JSONWriter) {
    writer.key("account")
    writer.object { writer in
      writer.field("duration", account.duration)
      states(&writer)
      writer.key("waits")
      writer.object { writer in
        writer.field("total", account.waits.total)
        writer.field("leftOut", account.waits.rows.count - waits.count)
        table("rows", waits, &writer)
        writer.key("states")
        writer.array { writer in for state in waitStates { writer.value(state) } }
      }
      locks(&writer)
      actors(&writer)
      writer.key("pool")
      writer.object { writer in
        writer.field("queue", account.pool.total)
        writer.field("waits", account.pool.waits)
        table("victims", pool, &writer)
      }
    }
  }

  private func states(_ writer: inout JSONWriter) {
    let table = account.states
    writer.field("wall", table.holdsThreadWaits ? table.wall : 0)
    writer.field("awake", table.awake)
    writer.field("taskTotal", table.taskTotal)
    rows("states", table.threads, &writer)
    rows("taskStates", table.tasks, &writer)
    writer.field("threadCount", table.byThread.count)
    writer.key("threads")
    writer.array { writer in
      // The busiest first: what a reader looks for is rarely a thread that sleeps.
      let threads = table.byThread.map { ($0, awake($0)) }.sorted { $0.1 > $1.1 }
      for (thread, _) in threads.prefix(PageData.mostShares) {
        writer.array { writer in
          writer.value(thread.frame.threadID.map { "\(thread.frame.name) (\($0))" } ?? thread.frame.name)
          writer.row(thread.states)
        }
      }
    }
  }

  private func awake(_ thread: StateTable.ThreadRow) -> Int64 {
    zip(account.states.threads, thread.states).reduce(0) { ThreadState(rawValue: $1.0.name)?.isResting == true ? $0 : $0 &+ $1.1 }
  }

  private func rows(_ key: String, _ rows: [StateTable.Row], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.array { writer in
      for row in rows {
        writer.object { writer in
          writer.field("name", row.name)
          writer.field("value", row.value)
          writer.field("waits", row.waits)
          writer.field("meaning", StateWords.meaning(row.name))
          writer.field("rests", ThreadState(rawValue: row.name)?.isResting == true ? 1 : 0)
        }
      }
    }
  }

  private func locks(_ writer: inout JSONWriter) {
    writer.field("lockTotal", account.locks.wait)
    writer.field("locksLeftOut", account.locks.rows.count - locks.count)
    writer.key("locks")
    writer.array { writer in
      for (row, victims, holders, work) in locks {
        writer.object { writer in
          writer.field("name", row.name)
          writer.field("wait", row.wait)
          writer.field("waits", row.waits)
          writer.field("runqueue", row.runqueue)
          writer.field("blame", row.holders.reduce(0) { $0 &+ $1.value })
          table("victims", victims, &writer)
          writer.field("worked", row.work.total)
          table("work", work, &writer)
          writer.key("holders")
          writer.array { writer in
            for (holder, name) in zip(row.holders, holders) {
              writer.object { writer in
                writer.field("name", name)
                writer.field("value", holder.value)
                writer.key("threads")
                writer.array { writer in for thread in holder.threads.prefix(Self.mostRows) { writer.value(thread) } }
                writer.field("threadCount", holder.threads.count)
                WaitJSON.victims(holder.victims.prefix(3), &writer)
              }
            }
          }
        }
      }
    }
  }

  private func actors(_ writer: inout JSONWriter) {
    writer.field("actorTotal", account.actors.queue)
    writer.field("actorsLeftOut", account.actors.rows.count - actors.count)
    writer.key("actors")
    writer.array { writer in
      for (row, victims, work) in actors {
        writer.object { writer in
          writer.field("name", row.name)
          writer.field("queue", row.queue)
          writer.field("waits", row.waits)
          writer.field("pool", row.pool)
          writer.field("busy", row.busy)
          table("victims", victims, &writer)
          writer.field("worked", row.work.total)
          table("work", work, &writer)
        }
      }
    }
  }

  private func table(_ key: String, _ rows: [[Int64]], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.array { writer in for row in rows { writer.row(row) } }
  }
}
