import Profiles

/// States and sample types in words that need no manual.
enum StateWords {
  /// The recorder's marker for time that it knows by the clock of a thread and not by samples.
  static let betweenSamples = "[on a processor between samples]"
  static let betweenSamplesMeaning = "threads that ran too shortly to be sampled"

  /// What a thread or a task does in the state with this name; "" for a state nobody knows.
  static func meaning(_ state: String) -> String {
    if let state = ThreadState(rawValue: state) { return meaning(state) }
    if let state = TaskState(rawValue: state) { return meaning(state) }
    return ""
  }

  private static func meaning(_ state: ThreadState) -> String {
    switch state {
    case .user: "on a processor, in the program's code"
    case .kernel: "on a processor, in the kernel"
    case .runqueue: "ready, no processor free"
    case .lock: "waits for a lock another thread holds"
    case .condition: "waits for a condition, a semaphore or an end"
    case .io: "waits for a file, a socket or a disk"
    case .sleep: "sleeps until a time"
    case .idle: "has nothing to do"
    case .fault: "waits for a page of memory"
    case .unknown: "waits, nothing tells for what"
    }
  }

  private static func meaning(_ state: TaskState) -> String {
    switch state {
    case .running: "has a thread"
    case .pool: "ready, no thread of the pool free"
    case .actor: "ready, its actor runs another job"
    case .child: "suspended until another task ends"
    case .continuation: "suspended until it is resumed"
    }
  }

  /// What values of a sample type are; nil where the name says it.
  static func meaning(sampleType: String) -> String? {
    switch sampleType {
    case ValueType.wait.type: "the time threads waited"
    case ValueType.queue.type: "the time tasks were queued or suspended, by their own stacks"
    case ValueType.blame.type: "the time others waited for a lock, charged to the stack that held it"
    default: nil
    }
  }
}
