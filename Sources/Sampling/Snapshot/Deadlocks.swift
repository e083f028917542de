import Profiles

/// Finds threads that wait for each other in a circle.
enum Deadlocks {
  /// One finding for each circle, the thread with the lowest number first in it.
  static func findings(_ threads: [Snapshot.Thread]) -> [Snapshot.Finding] {
    let byID = Dictionary(threads.map { ($0.threadID, $0) }) { first, _ in first }
    var seen: Set<Int> = []
    var findings: [Snapshot.Finding] = []
    for thread in threads.sorted(by: { $0.threadID < $1.threadID }) where !seen.contains(thread.threadID) {
      var path: [Snapshot.Thread] = []
      var next: Snapshot.Thread? = thread
      while let current = next, !seen.contains(current.threadID) {
        seen.insert(current.threadID)
        path.append(current)
        next = current.lock?.owner.flatMap { byID[$0] }
      }
      // The walk ended at a thread of this very path: a circle begins there.
      guard let next, let start = path.firstIndex(where: { $0.threadID == next.threadID }) else { continue }
      findings.append(Snapshot.Finding(.deadlock, text(Array(path[start...]))))
    }
    return findings
  }

  private static func text(_ circle: [Snapshot.Thread]) -> String {
    var text = "deadlock: \(label(circle[0])) "
    for (index, thread) in circle.enumerated() {
      let lock = "waits for lock 0x\(String(thread.lock?.address ?? 0, radix: 16))"
      if circle.count == 1 { return text + lock + ", which it holds itself" }
      text += "\(index == 0 ? "" : ", which ")\(lock) held by \(label(circle[(index + 1) % circle.count]))"
    }
    return text
  }

  private static func label(_ thread: Snapshot.Thread) -> String {
    "\(thread.name) (\(thread.threadID)\(thread.task.isEmpty ? "" : ", task \(thread.task)"))"
  }
}
