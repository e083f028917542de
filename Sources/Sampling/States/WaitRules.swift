import Profiles

/// Tells the state of a thread that waits, from its system call and its stack. The rules are data.
public enum WaitRules {
  /// - Parameter functions: Names of the functions on the thread's stack, as in the symbol table, leaf first.
  public static func state(_ cause: WaitCause, functions: [String]) -> ThreadState {
    switch cause.systemCall {
    case 202: return cause.operation == 6 || cause.operation == 13 ? .lock : .condition
    default: return .unknown
    }
  }
}
