import Profiles

/// A snapshot as text for a terminal: what explains a standstill, then threads, then tasks.
public enum SnapshotReport {
  /// What of each stack is shown, and how.
  public struct Options: Sendable {
    /// Show the frames of the task scheduler and thread start, thunks and partial applies.
    public var showsScheduler = false
    /// Show names as they are in the symbol table.
    public var rawNames = false

    public init() {}

    /// The frames of a stack that are shown.
    func shown(_ stack: [Snapshot.Frame]) -> [Snapshot.Frame] {
      showsScheduler ? stack : stack.filter { $0.kind != .scheduler && $0.kind != .thunk }
    }

    func name(_ frame: Snapshot.Frame) -> String { rawNames && !frame.systemName.isEmpty ? frame.systemName : frame.name }
  }

  /// Of a stack that is longer, the ends are shown.
  static let headLength = 30
  static let tailLength = 10
  /// Of a group with more members, the first are named.
  static let memberLimit = 8

  /// - Parameter width: Columns of the terminal.
  public static func render(_ snapshot: Snapshot, options: Options, width: Int, usesColor: Bool) -> String {
    var page = TextPage(width: max(60, width), usesColor: usesColor)
    let program = snapshot.program.split(separator: "/").last.map(String.init) ?? snapshot.program
    page.title(
      "\(program) (\(snapshot.processID)) at \(CalendarTime.text(snapshot.time)): \(count(snapshot.threads.count, "thread"))"
        + (snapshot.tasks.isEmpty ? "" : ", \(count(snapshot.tasks.count, "Swift task"))"))
    for finding in snapshot.findings { page.paragraph(finding.text, style: .marked) }
    for note in snapshot.notes { page.paragraph("note: \(note)") }
    page.section("threads")
    addThreads(snapshot, options, &page)
    guard !snapshot.tasks.isEmpty else { return page.text }
    page.section("tasks")
    addTasks(snapshot, options, &page)
    return page.text
  }

  // MARK: Threads

  /// What threads of one group have in common.
  private struct ThreadKey: Hashable {
    var state: ThreadState
    var systemCall: String
    var lock: Snapshot.Lock?
    var task: String
    var stack: [Snapshot.Frame]
  }

  private static func addThreads(_ snapshot: Snapshot, _ options: Options, _ page: inout TextPage) {
    let groups = grouped(snapshot.threads) {
      ThreadKey(state: $0.state, systemCall: $0.systemCall, lock: $0.lock, task: $0.task, stack: options.shown($0.stack))
    }
    // What has nothing to do is not what a reader looks for.
    for group in groups.filter({ $0.key.state != .idle }) + groups.filter({ $0.key.state == .idle }) {
      var line = group.members.count == 1 ? "" : "\(group.members.count) threads: "
      line += names(group.members.map { (name: $0.name, id: "\($0.threadID)") })
      line += "  \(group.key.state.rawValue)" + (group.key.systemCall.isEmpty ? "" : " in \(group.key.systemCall)")
      if !group.key.task.isEmpty { line += ", runs task \(group.key.task)" }
      page.paragraph(line, style: .bold)
      if let lock = group.key.lock { page.paragraph("  waits for \(describe(lock, snapshot.threads))") }
      addStack(group.key.stack, options, &page)
    }
  }

  /// `lock 0x1 held by right (13), which waits for lock 0x2 held by left (12)`.
  private static func describe(_ lock: Snapshot.Lock, _ threads: [Snapshot.Thread]) -> String {
    guard let number = lock.owner, let owner = threads.first(where: { $0.threadID == number }) else { return lock.label }
    var activity = "is in state \(owner.state.rawValue)" + (owner.systemCall.isEmpty ? "" : " in \(owner.systemCall)")
    if let next = owner.lock {
      activity = "waits for \(next.label)"
      if let last = threads.first(where: { $0.threadID == next.owner }) { activity += " held by \(last.name) (\(last.threadID))" }
    }
    return "\(lock.label) held by \(owner.name) (\(number)), which \(activity)"
  }

  // MARK: Tasks

  /// What tasks of one group have in common.
  private struct TaskKey: Hashable {
    var state: TaskState
    var isCancelled: Bool
    var parentID: UInt64?
    var waitsFor: String
    var threadID: Int?
    var stack: [Snapshot.Frame]
  }

  private static func addTasks(_ snapshot: Snapshot, _ options: Options, _ page: inout TextPage) {
    let groups = grouped(snapshot.tasks) {
      TaskKey(
        state: $0.state, isCancelled: $0.isCancelled, parentID: $0.parentID, waitsFor: $0.waitsFor, threadID: $0.threadID,
        stack: options.shown($0.stack))
    }
    let labels = Dictionary(snapshot.tasks.map { ($0.id, $0.label) }) { first, _ in first }
    for group in groups {
      var line = group.members.count == 1 ? "" : "\(group.members.count) tasks: "
      line += group.members.prefix(memberLimit).map(\.label).joined(separator: ", ")
      if group.members.count > memberLimit { line += " …" }
      if let parent = group.key.parentID.flatMap({ labels[$0] }) { line += ", of task \(parent)" }
      line += "  \(group.key.state.rawValue)\(group.key.isCancelled ? ", cancelled" : "")"
      if !group.key.waitsFor.isEmpty { line += ": waits for \(group.key.waitsFor)" }
      let thread = group.key.threadID.flatMap { number in snapshot.threads.first { $0.threadID == number } }
      if let thread { line += " on thread \(thread.name) (\(thread.threadID)), with the stack above" }
      page.paragraph(line, style: .bold)
      if thread == nil { addStack(group.key.stack, options, &page) }
    }
  }

  // MARK: Parts

  private static func addStack(_ stack: [Snapshot.Frame], _ options: Options, _ page: inout TextPage) {
    let left = stack.count - headLength - tailLength
    for (index, frame) in stack.enumerated() {
      if left > 1, index == headLength { page.line("      … \(left) more frames (all of them with --json)", style: .faint) }
      if left > 1, index >= headLength, index < headLength + left { continue }
      var place = ""
      if !frame.file.isEmpty, !frame.file.hasPrefix("<") {
        place = "  " + (frame.file.split(separator: "/").last.map(String.init) ?? frame.file) + (frame.line > 0 ? ":\(frame.line)" : "")
      }
      let text = page.shortened(options.name(frame) + place, to: page.width - 6)
      page.line("    " + page.styled((frame.isAsync ? "~ " : "  ") + text, frame.isAsync ? .marked : .plain))
    }
  }

  /// `main (12)`; `worker (13, 14, 15)` for threads of one name.
  private static func names(_ members: [(name: String, id: String)]) -> String {
    grouped(members) { $0.name }.map { group in
      let ids = group.members.prefix(memberLimit).map(\.id).joined(separator: ", ")
      return "\(group.key) (\(ids)\(group.members.count > memberLimit ? " …" : ""))"
    }.joined(separator: ", ")
  }

  /// Elements with equal keys together, in the order of their first.
  private static func grouped<Element, Key: Hashable>(_ elements: [Element], by key: (Element) -> Key) -> [(key: Key, members: [Element])] {
    var indices: [Key: Int] = [:]
    var groups: [(key: Key, members: [Element])] = []
    for element in elements {
      let key = key(element)
      if let index = indices[key] {
        groups[index].members.append(element)
      } else {
        indices[key] = groups.count
        groups.append((key, [element]))
      }
    }
    return groups
  }

  private static func count(_ number: Int, _ what: String) -> String { "\(Quantity.count(Int64(number))) \(what)\(number == 1 ? "" : "s")" }
}
