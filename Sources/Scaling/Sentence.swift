/// Says the answer in plain words.
enum Sentence {
  /// Parts of the loss smaller than this are not in the sentence.
  private static let leastShare = 0.05

  static func opening(_ result: ScaleResult) -> String {
    var sentences: [String] = []
    let refused = result.trust.filter { $0.status == .refused }
    if let first = refused.first { sentences.append("Not to be trusted: \(first.text).") }
    if let account = result.account { sentences.append(load(account, result)) } else if let single = single(result) { sentences.append(single) }
    if let growth = result.growth { sentences.append(growth.sentence) }
    if let ageing = result.ageing.map(ageing) { sentences.append(ageing) }
    return sentences.joined(separator: " ")
  }

  // MARK: Load

  private static func load(_ account: Account, _ result: ScaleResult) -> String {
    if result.trust.contains(where: { $0.name == "generator" && $0.status == .refused }) {
      return "The limit is the load generator, not the program: at N=\(account.level) you get \(rate(account.throughput)) requests/s, "
        + "and it could not ask for more."
    }
    let efficiency = account.ideal > 0 ? account.throughput / account.ideal : 0
    let head = "at N=\(account.level) you get \(rate(account.throughput)) of \(rate(account.ideal)) ideal requests/s (\(percent(efficiency)))"
    let parts = account.rows.filter { $0.lossClass != .base && $0.loss > 0 && $0.isClaimed && account.loss > 0 && $0.share.value >= leastShare }
      .sorted { $0.share.value > $1.share.value }
    if parts.isEmpty {
      let cost = "a request costs \(time(account.baseCycle))" + processor(result)
      if efficiency >= 0.95 { return "The limit is performance: nothing stops it from scaling up to here, \(head), and \(cost)." }
      return "No limit is shown: \(head), but no part of the loss could be told from noise; \(cost)."
    }
    let told = parts.prefix(3).map { "\(percent($0.share.value)) of the loss is \(words($0, account, result))" }
    return "The limit is \(kind(parts[0].lossClass)): \(head); \(told.joined(separator: ", "))."
  }

  private static func processor(_ result: ScaleResult) -> String {
    guard let level = result.levels.first, level.cycleTime.value > 0 else { return "" }
    return ", \(time(level.cpuPerRequest.value)) of it on a processor"
  }

  private static func kind(_ lossClass: LossClass) -> String {
    switch lossClass {
    case .base: "performance"
    case .cores: "cores"
    case .poolBlocked: "a blocked pool"
    case .scheduling: "scheduling"
    case .contention: "contention"
    case .cpuInflation: "CPU time that grows with load"
    case .io: "I/O"
    case .outside: "outside the process"
    case .unattributed: "unknown"
    }
  }

  private static func words(_ row: Account.Row, _ account: Account, _ result: ScaleResult) -> String {
    let stack = account.stacks.filter { $0.lossClass == row.lossClass && $0.delta.value > 0 }.max { $0.delta.value < $1.delta.value }
    let victim = stack.flatMap { $0.victim.isEmpty ? nil : place($0.victim[min($0.acting, $0.victim.count - 1)]) }
    let culprit = stack.flatMap { $0.culprit.isEmpty ? nil : place($0.culprit[min($0.actingCulprit, $0.culprit.count - 1)]) }
    let ceiling = row.ceiling.flatMap { result.ceilings.indices.contains($0) ? result.ceilings[$0] : nil }
    let limit = ceiling?.maximum.map { ", always busy at \(rate($0.value)) requests/s" } ?? ""
    switch row.lossClass {
    case .cores:
      let code = account.busiest.map { "; the busiest code is \(place($0))" } ?? ""
      let enough = ceiling?.maximum.map { ", enough for \(rate($0.value)) requests/s" } ?? ""
      let level = result.levels.first { $0.level == account.level } ?? result.levels.last
      return "exhausted cores (\(percent(level?.utilisation ?? 0)) of them in use\(enough)\(code))"
    case .contention:
      guard let stack else { return "contention" }
      if stack.state == .outside || stack.state == .suspended {
        return "waiting for the thread \(ceiling?.name ?? "")\(ceiling?.holder.map { ", busy in \(place($0))" } ?? "")\(limit)"
      }
      if stack.state == .spinning, culprit == nil { return "spinning for a lock\(victim.map { " in \($0)" } ?? "")" }
      // A lock is called after whoever waits for it.
      let resource = stack.resource.isEmpty ? "a lock" : stack.resource
      let waiter = resource.contains(" in ") ? "" : victim.map { " in \($0)" } ?? ""
      return "waiting for \(resource)\(waiter)\(culprit.map { ", held by \($0)" } ?? "")\(limit)"
    case .poolBlocked: return "waiting for a thread of Swift's pool\(culprit.map { ", which \($0) blocks" } ?? "") while cores are idle"
    case .scheduling: return "waiting for a core that was free or taken by other programs"
    case .cpuInflation:
      let leaf = stack.flatMap { $0.acting > 0 ? $0.victim.first : nil }
      return "more CPU time for the same request" + (victim.map { ", most in \($0)" } ?? "") + (leaf.map { " (\($0.function))" } ?? "")
    case .io: return "waiting for I/O or other programs\(victim.map { " in \($0)" } ?? "")"
    case .outside: return "outside the process: the network, the load generator or the backlog of a socket"
    case .unattributed: return "explained by no measured state"
    case .base: return "what a request costs"
    }
  }

  private static func single(_ result: ScaleResult) -> String? {
    guard let level = result.levels.first else { return nil }
    return "Only N=\(level.level) was run: \(rate(level.throughput.value)) requests/s, \(time(level.cycleTime.value)) each; "
      + "give more --levels to see what stops it."
  }

  // MARK: Growth

  /// That nothing was shown is not that there is nothing.
  private static func noGrowth(_ report: AgeingReport) -> String {
    guard let whole = report.rows.first(where: { $0.frame == nil }), let first = whole.cost.first, first > 0 else {
      return "No growth of the cost of a request with age was shown"
    }
    let possible = whole.slope.high * Double(report.windows) / first
    return possible < AgeingAnalysis.leastChange
      ? "The cost of a request does not grow with age"
      : "No growth of the cost of a request with age was shown; up to \(percent(possible)) from the first window to the last is possible"
  }

  private static func ageing(_ report: AgeingReport) -> String {
    if let refusal = report.refused.first { return "How cost moves with age is not claimed: \(refusal.reason)." }
    let claimed = report.rows.filter { $0.isClaimed && $0.slope.value > 0 }
    var text = claimed.isEmpty ? noGrowth(report) : "The cost of a request grows with age"
    if let first = claimed.first(where: { $0.frame != nil }), let frame = first.frame { text += ", most in \(place(frame))" }
    if report.residentPerRequest.low > 0, report.residentPerRequest.value >= 1 {
      text += "; memory grows by \(rate(report.residentPerRequest.value)) bytes a request"
    }
    return text + "."
  }

  // MARK: Words for numbers

  static func place(_ frame: FrameName) -> String {
    guard !frame.file.isEmpty else { return frame.function }
    let file = frame.file.split(separator: "/").last.map(String.init) ?? frame.file
    return "\(frame.function) (\(file)\(frame.line > 0 ? ":\(frame.line)" : ""))"
  }

  static func percent(_ share: Double) -> String { share.isFinite ? "\(Int((share * 100).rounded())) %" : "?" }

  /// Three significant digits at least, and no decimals from a hundred on.
  static func rate(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "?" }
    if abs(value) >= 100 || value == value.rounded() { return grouped(Int(value.rounded())) }
    let factor = abs(value) >= 10 ? 10.0 : 100.0
    return "\((value * factor).rounded() / factor)"
  }

  static func time(_ nanoseconds: Double) -> String {
    switch abs(nanoseconds) {
    case 1e9...: "\(rate(nanoseconds / 1e9)) s"
    case 1e6...: "\(rate(nanoseconds / 1e6)) ms"
    case 1e3...: "\(rate(nanoseconds / 1e3)) µs"
    default: "\(rate(nanoseconds)) ns"
    }
  }

  private static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: " ")
  }
}
