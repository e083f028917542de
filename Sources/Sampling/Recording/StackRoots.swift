/// The functions that stand at the bottom of complete stacks. Data, by symbol name.
enum StackRoots {
  /// True for the outermost functions of threads and processes: C library start code, and the vDSO-free entries of the loader.
  static func startsThread(_ symbol: String) -> Bool { threadRoots.contains(symbol) }

  /// True for the resume functions with which the concurrency runtime ends a task's chain of contexts.
  static func endsChain(_ symbol: String) -> Bool { chainRoots.contains { symbol.contains($0) } }

  private static let threadRoots: Set<String> = [
    "start_thread", "clone", "clone3", "__clone", "__clone3", "_start", "__libc_start_main", "__libc_start_main_impl",
    "__libc_start_main@@GLIBC_2.34", "__libc_start_call_main", "_dl_start_user", "_dl_start",
  ]

  private static let chainRoots = [
    "completeTask", "asyncMainDrainQueue", "async_MainTQ", "task_completion", "future_wait_resume", "asyncLet_finish",
  ]
}
