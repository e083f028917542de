import Glibc
import Images

/// Processes and their parents, as /proc shows them at one instant.
struct ProcessTree: Sendable {
  struct Entry: Sendable {
    var parent: Int32
    var group: Int32
    /// `Z` for one that has ended and waits for its parent to notice.
    var state: Character
    /// Clock ticks since boot at its start: tells it from a later process with the same number.
    var start: UInt64
  }

  private(set) var entries: [Int32: Entry] = [:]

  /// Reads all processes.
  static func read() -> ProcessTree {
    var tree = ProcessTree()
    for processID in ProcFile.numbers(in: "/proc") {
      if let entry = Self.entry(ProcFile.text("/proc/\(processID)/stat")) { tree.entries[processID] = entry }
    }
    return tree
  }

  /// Takes /proc/PID/stat apart; the name in parentheses may hold anything.
  static func entry(_ text: String) -> Entry? {
    guard let name = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: name)...].split(separator: " ")
    guard fields.count > 19, let state = fields[0].first, let parent = Int32(fields[1]), let group = Int32(fields[2]), let start = UInt64(fields[19])
    else { return nil }
    return Entry(parent: parent, group: group, state: state, start: start)
  }

  func children(of processID: Int32) -> [Int32] { entries.filter { $0.value.parent == processID }.keys.sorted() }

  /// All that descend from a process, without itself, parents first.
  func descendants(of processID: Int32) -> [Int32] {
    var byParent: [Int32: [Int32]] = [:]
    for (child, entry) in entries { byParent[entry.parent, default: []].append(child) }
    var found: [Int32] = []
    var next = [processID]
    var seen: Set<Int32> = [processID]
    while let parent = next.popLast() {
      for child in (byParent[parent] ?? []).sorted() where seen.insert(child).inserted {
        found.append(child)
        next.append(child)
      }
    }
    return found
  }

  /// The process and its descendants, found from parent to child without a look at other processes.
  static func members(of processID: Int32) -> [Int32] {
    var members = [processID]
    var seen: Set<Int32> = [processID]
    var index = 0
    while index < members.count, members.count < 10_000 {
      for thread in ProcFile.numbers(in: "/proc/\(members[index])/task") {
        for child in ProcFile.text("/proc/\(members[index])/task/\(thread)/children").split(separator: " ").compactMap({ Int32($0) })
        where seen.insert(child).inserted {
          members.append(child)
        }
      }
      index += 1
    }
    return members
  }
}
