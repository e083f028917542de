import CLinux
import Glibc

/// Takes in descendants of a run whose parents have ended, and ends them with it: workers that left their group and session, daemons.
struct OrphanCare {
  /// Children that were here before and are not ours to end.
  private let strangers: Set<Int32>

  /// From now on orphans become children of this process.
  init() {
    headroom_adopt_orphans()
    strangers = Set(ProcessTree.read().children(of: getpid())).subtracting(ChildRegistry.all)
  }

  /// Kills what is left of a run and takes note of its end.
  func end() {
    for _ in 0..<100 {
      let tree = ProcessTree.read()
      let orphans = Set(tree.children(of: getpid())).subtracting(strangers).subtracting(ChildRegistry.all)
      if orphans.isEmpty { return }
      for orphan in orphans {
        for descendant in tree.descendants(of: orphan) { kill(descendant, SIGKILL) }
        kill(orphan, SIGKILL)
        var status: Int32 = 0
        waitpid(orphan, &status, WNOHANG)
      }
      usleep(2_000)
    }
  }
}
