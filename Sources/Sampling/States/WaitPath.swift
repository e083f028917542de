/// The part of a waiting thread's stack that tells what it waits for: from the leaf through the routines that wait for others, up to the
/// function that called them.
///
/// What lies further out has nothing to do with the wait: a program may wait for input within `dispatch_sync` or `swift_once`.
struct WaitPath {
  /// The waiting routines by their plain names, leaf first; empty for a function without a name.
  private(set) var routines: [String] = []
  /// The plain name of the function that called them; nil when the stack ends before it or it has no name.
  private(set) var caller: String?

  init(_ functions: [String]) {
    // The C library's own functions have no names where it is stripped; they are at the leaf, below the first function it exports.
    var isAtLeaf = true
    for function in functions {
      let name = Self.plainName(function)
      if name.isEmpty, !isAtLeaf { return }
      if !name.isEmpty {
        guard Self.isWaitRoutine(name) else {
          caller = name
          return
        }
        isAtLeaf = isAtLeaf && name == "syscall"
      }
      routines.append(name)
    }
  }

  /// The leaf is a function without a name.
  var hasUnnamedLeaf: Bool { routines.first?.isEmpty ?? false }

  /// None of the waiting routines has a name, and there is one.
  var isUnnamed: Bool { !routines.isEmpty && routines.allSatisfy(\.isEmpty) }

  /// The innermost routine whose name tells what is waited for.
  var decidingRoutine: String? { routines.first { Self.matches($0, WaitRules.routines) } }

  /// True when one of the routines has a name of these.
  func passes(_ patterns: [String]) -> Bool { routines.contains { Self.matches($0, patterns) } }

  /// True when the routines were called by a function of these.
  func isCalled(by patterns: [String]) -> Bool { caller.map { Self.matches($0, patterns) } ?? false }

  /// A symbol's name without what aliases add in front (`__GI___`, `__libc_`) and compilers behind (`.cold.1`, `@@GLIBC_2.34`).
  static func plainName(_ symbol: String) -> String {
    var name = symbol.drop { $0 == "_" }
    for prefix in ["GI_", "libc_"] where name.hasPrefix(prefix) { name = name.dropFirst(prefix.count).drop { $0 == "_" } }
    // Swift's and C++'s mangled names keep theirs: there it may belong to the name.
    guard !symbol.hasPrefix("$s"), let end = name.firstIndex(where: { $0 == "." || $0 == "@" }) else { return String(name) }
    return String(name[..<end])
  }

  /// - Parameter patterns: Plain names; a `*` at the end of one stands for anything.
  static func matches(_ name: String, _ patterns: [String]) -> Bool {
    patterns.contains { $0.last == "*" ? name.hasPrefix($0.dropLast()) : name == $0 }
  }

  private static func isWaitRoutine(_ name: String) -> Bool { matches(name, plumbing) || matches(name, WaitRules.routines) }

  /// Routines that wait on behalf of others and do not tell for what.
  private static let plumbing = [
    "syscall", "futex*", "do_futex_wait*", "lll_timedwait*", "lll_futex*",
    "dispatch_futex_wait*", "dispatch_wait_on_address*", "dispatch_thread_event_wait*",
    "nanosleep*", "clock_nanosleep*", "sleep", "usleep", "thrd_sleep", "swift_sleep", "ZNSt11this_thread11__sleep_for*",
    "poll*", "ppoll*", "select*", "pselect*", "epoll_*wait*", "sigsuspend*", "rt_sigsuspend",
    // Its conditions are made of a lock and a condition variable, in the functions of the program's own package.
    "$s19NIOConcurrencyHelpers13ConditionLockC*",
  ]
}
