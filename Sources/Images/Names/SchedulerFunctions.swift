/// The functions beneath a task or a thread's own work: job runners, executors, dispatch workers, thread start.
///
/// Listed as they are displayed. What a program waits in or calls (`_dispatch_sync_f_slow`, `swift_task_switch`) is not among them.
enum SchedulerFunctions {
  /// - Parameter name: what a symbol is displayed as, and the full text or the symbol it was made from.
  static func contains(_ name: FunctionName) -> Bool {
    if symbols.contains(name.demangled) || symbolPrefixes.contains(where: { name.demangled.hasPrefix($0) }) { return true }
    // A program may have a `completeTask` of its own: the runtime's have the runtime's types.
    guard name.demangled.contains("swift::") || name.demangled.contains("Swift.") else { return false }
    return names.contains(name.display) || prefixes.contains { name.display.hasPrefix($0) }
  }

  /// C functions, and C++ functions by their full text.
  private static let symbols: Set<String> = [
    // Running a job.
    "swift_job_run", "swift_job_runImpl", "swift_job_run_on_serial_and_task_executor", "swift_job_run_on_task_executor", "_swift_job_run_c",
    "__swift_run_job(void*)", "__swift_run_job", "jobInvoke(void*, void*, unsigned int)",
    // The main executor.
    "swift_task_asyncMainDrainQueue", "swift_task_asyncMainDrainQueueImpl", "swift_task_donateThreadToGlobalExecutorUntil", "swift_dispatchMain",
    "async_Main", "dispatch_main",
    // Dispatch workers.
    "_dispatch_mgr_thread", "_dispatch_mgr_invoke", "_dispatch_sig_thread", "_dispatch_sigsuspend", "_dispatch_queue_override_invoke",
    "_dispatch_async_redirect_invoke", "_dispatch_lane_invoke", "_dispatch_lane_concurrent_drain", "_dispatch_lane_serial_drain",
    "_dispatch_workloop_invoke", "_dispatch_client_callout",
    "_dispatch_continuation_pop", "_dispatch_main_queue_drain", "_dispatch_main_queue_callback_4CF",
    "_dispatch_runloop_root_queue_perform_4CF",
    // Threads.
    "start_thread", "thread_start", "clone", "__clone", "clone3", "__clone3", "__clone_internal", "_start", "__libc_start_main",
    "__libc_start_main_impl", "__libc_start_call_main",
  ]

  private static let symbolPrefixes = [
    "_dispatch_worker_thread", "_dispatch_root_queue_drain", "_dispatch_kevent_worker_thread", "_dispatch_workloop_worker_thread",
    "_pthread_start",
  ]

  /// Functions of the Swift runtime and of the `_Concurrency` module, as they are displayed.
  private static let names: Set<String> = [
    "swift::runJobInEstablishedExecutorContext", "swift::NullaryContinuationJob::process", "_swift_run_job_leeway",
    "UnownedJob.runSynchronously(on:)", "UnownedJob._runSynchronously(on:)", "UnownedJob.runSynchronously(isolatedTo:taskExecutor:)",
    "ExecutorJob.runSynchronously(on:)", "ExecutorJob.runSynchronously(isolatedTo:taskExecutor:)", "defaultActorDrain",
    // The roots of a task's chain of callers.
    "completeTask", "completeTaskImpl", "completeTaskAndRelease", "completeTaskWithClosure", "completeInlineTask",
    "swift::AsyncTask::completeFuture",
    // What a task that has not begun, or waits for another, goes on with.
    "future_adapter", "non_future_adapter", "task_future_wait_resume_adapter", "task_wait_throwing_resume_adapter",
    "task_group_wait_resume_adapter",
    // The main executor.
    "_asyncMainDrainQueue()", "_runAsyncMain(_:)", "closure #1 in _runAsyncMain(_:)", "DispatchMainExecutor.run()", "CooperativeExecutor.run()",
    "CooperativeExecutor.runUntil(_:)", "RunLoopExecutor.runUntil(_:)",
  ]

  private static let prefixes = [
    "(anonymous namespace)::ProcessOutOfLineJob::process", "(anonymous namespace)::ProcessInlineJob::process",
    "(anonymous namespace)::DefaultActorImpl::drain",
  ]
}
