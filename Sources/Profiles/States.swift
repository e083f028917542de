/// What a thread does at a moment. The raw value is the `state` label of a sample.
public enum ThreadState: String, Sendable, CaseIterable {
  /// On a processor, in the program's own code or in the kernel on its behalf.
  case user, kernel
  /// Ready, and no processor is free.
  case runqueue
  /// Waits for a lock that another thread holds.
  case lock
  /// Waits for a condition variable, a semaphore or the end of a thread or process: there is no owner.
  case condition
  /// Waits for a file, a pipe, a socket or a disk.
  case io
  /// Sleeps until a time.
  case sleep
  /// Has nothing to do: an event loop or a thread of a pool that waits for work.
  case idle
  /// Waits for a page of memory.
  case fault
  /// Waits, and nothing tells for what.
  case unknown

  /// True for the states in which the thread is on a processor: their time is `cpu`, that of the others `wait`.
  public var isRunning: Bool { self == .user || self == .kernel }
}

/// What a Swift task does at a moment. The raw value is the `state` label of a `queue` sample.
public enum TaskState: String, Sendable, CaseIterable {
  /// Has a thread. This time is the thread time that is labelled with the task; it is never in `queue`.
  case running
  /// Ready, and no thread of the pool is free.
  case pool
  /// Ready, and its actor runs another job.
  case actor
  /// Suspended until another task ends.
  case child
  /// Suspended until a continuation is resumed.
  case continuation
}
