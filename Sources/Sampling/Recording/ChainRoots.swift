/// The functions that stand at the root of a task's chain of async contexts. Data, by symbol name.
enum ChainRoots {
  /// True for the resume functions with which the concurrency runtime ends a chain.
  static func contains(_ symbol: String) -> Bool { names.contains { symbol.contains($0) } }

  private static let names = [
    "completeTask", "asyncMainDrainQueue", "async_MainTQ", "task_completion", "future_wait_resume", "asyncLet_finish",
  ]
}
