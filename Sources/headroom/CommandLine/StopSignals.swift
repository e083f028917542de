import Glibc

/// The signals that ask a recording to end, taken in between two polls instead of whenever they come: the file is always written whole.
///
/// Once there is an instance the signals stay blocked to the end of the tool, so a second Ctrl-C cannot cut the writing short.
final class StopSignals {
  private var set = sigset_t()

  init() {
    sigemptyset(&set)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// True when one of them has come since the last question.
  func isPending() -> Bool {
    var now = timespec(tv_sec: 0, tv_nsec: 0)
    return sigtimedwait(&set, nil, &now) > 0
  }
}

/// One signal that is taken in between two polls; it stays blocked.
final class HeldSignal {
  private var set = sigset_t()

  init(_ signal: Int32) {
    sigemptyset(&set)
    sigaddset(&set, signal)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// True when it has come since the last question.
  func isPending() -> Bool {
    var now = timespec(tv_sec: 0, tv_nsec: 0)
    return sigtimedwait(&set, nil, &now) > 0
  }
}
