import Profiles

extension MarkdownReport {
  /// The states of threads and of tasks.
  static func states(_ account: WaitAccount) -> String {
    let table = account.states
    var text = ""
    if table.holdsThreadWaits {
      text += "\n#### states\n\n| share | awake | time |\(requestTitle(account)) state | |\n|---:|---:|---:|\(requestRule(account))---|---|\n"
      for row in table.threads where row.value != 0 {
        let isResting = ThreadState(rawValue: row.name)?.isResting == true
        text += "| \(Quantity.percent(row.value, of: table.wall)) | \(isResting ? "–" : Quantity.percent(row.value, of: table.awake)) "
        text += "| \(time(row.value, account)) | \(code(row.name)) | \(StateWords.meaning(row.name)) |\n"
      }
    }
    if table.taskTotal != 0 {
      text += "\n#### task states\n\n| share | time |\(requestTitle(account)) state | |\n|---:|---:|\(requestRule(account))---|---|\n"
      for row in table.tasks where row.value != 0 {
        text += "| \(Quantity.percent(row.value, of: table.taskTotal)) | \(time(row.value, account)) "
        text += "| \(code(row.name)) | \(StateWords.meaning(row.name)) |\n"
      }
    }
    return text
  }

  /// Waits, locks and actors, the largest of each.
  static func waits(_ account: WaitAccount, _ limit: Int) -> String {
    waitingFunctions(account, limit) + locks(account, limit) + actors(account, limit)
  }

  private static func waitingFunctions(_ account: WaitAccount, _ limit: Int) -> String {
    guard account.waits.total != 0 else { return "" }
    var text = "\n#### waits\n\n| share | time |\(requestTitle(account)) waits | each | state | name | place |\n"
    text += "|---:|---:|\(requestRule(account))---:|---:|---|---|---|\n"
    for row in account.waits.rows.prefix(limit) {
      text += "| \(Quantity.percent(row.value, of: account.waits.total)) | \(time(row.value, account)) | \(Quantity.count(row.waits)) "
      text += "| \(Quantity.mean(row.value, of: row.waits)) | \(code(row.state)) | \(code(row.frame.name)) | \(place(row.frame)) |\n"
    }
    return text + more(account.waits.rows.count - limit)
  }

  private static func locks(_ account: WaitAccount, _ limit: Int) -> String {
    guard !account.locks.rows.isEmpty else { return "" }
    var text = "\n#### locks\n\n| waited | |\(requestTitle(account)) waits | each | lock | who waited most | who held it most |\n"
    text += "|---:|---:|\(requestRule(account))---:|---:|---|---|---|\n"
    for lock in account.locks.rows.prefix(limit) {
      let blame = lock.holders.reduce(0) { $0 &+ $1.value }
      text += "| \(Quantity.percent(lock.wait, of: account.locks.wait)) | \(time(lock.wait, account)) | \(Quantity.count(lock.waits)) "
      text += "| \(Quantity.mean(lock.wait, of: lock.waits)) | \(code(lock.name)) "
      text += "| \(first(lock.victims.first.map { ($0.frame.name, $0.value) }, of: lock.wait)) "
      text += "| \(first(lock.holders.first.map { ($0.frame.name, $0.value) }, of: blame)) |\n"
    }
    return text + more(account.locks.rows.count - limit)
  }

  private static func actors(_ account: WaitAccount, _ limit: Int) -> String {
    guard !account.actors.rows.isEmpty else { return "" }
    var text = "\n#### actors\n\n| queued | |\(requestTitle(account)) waits | each | busy | actor | who queued most | what it ran most |\n"
    text += "|---:|---:|\(requestRule(account))---:|---:|---:|---|---|---|\n"
    for actor in account.actors.rows.prefix(limit) {
      text += "| \(Quantity.percent(actor.queue, of: account.actors.queue)) | \(time(actor.queue, account)) | \(Quantity.count(actor.waits)) "
      text += "| \(Quantity.mean(actor.queue, of: actor.waits)) | \(Quantity.seconds(actor.busy)) | \(code(actor.name)) "
      text += "| \(first(actor.victims.first.map { ($0.frame.name, $0.value) }, of: actor.queue)) "
      text += "| \(first(actor.holders.first.map { ($0.frame.name, $0.value) }, of: actor.busy)) |\n"
    }
    return text + more(account.actors.rows.count - limit)
  }

  private static func first(_ row: (name: String, value: Int64)?, of whole: Int64) -> String {
    row.map { "\(code($0.name)) \(Quantity.percent($0.value, of: whole))" } ?? ""
  }

  private static func more(_ count: Int) -> String { count > 0 ? "\n\(count) more are not shown.\n" : "" }

  /// One cell, or two with the time per request.
  private static func time(_ value: Int64, _ account: WaitAccount) -> String {
    Quantity.seconds(value) + (account.requests.map { " | \(escaped(Quantity.microseconds(value, perRequest: $0)))" } ?? "")
  }

  private static func requestTitle(_ account: WaitAccount) -> String { account.requests == nil ? "" : " µs/request |" }

  private static func requestRule(_ account: WaitAccount) -> String { account.requests == nil ? "" : "---:|" }
}
