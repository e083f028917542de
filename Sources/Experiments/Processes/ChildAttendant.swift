import CLinux
import Glibc
import Sampling
import Synchronization

/// The thread that starts a command, reads what it prints and waits for its end.
final class ChildAttendant: Sendable {
  private struct State {
    var thread: pthread_t?
    var ending: ChildProcess.Ending?
    var usage: ChildUsage?
    var processID: Int32 = 0
    var hasStarted = false
    var isStoppedAtCount = false
  }

  private let path: String
  private let words: [String]
  private let processors: ProcessorSet?
  private let directory: String?
  private let isHeld: Bool
  private let stopsAtCount: Bool
  private let output: ChildOutput
  private let state = Mutex(State())

  /// - Parameters:
  ///   - directory: Where the command runs; nil for our own working directory.
  ///   - isHeld: It waits, stopped, at its entry point: its libraries are loaded, and none of its code has run.
  ///   - stopsAtCount: Its first count of requests stops it, with its whole group.
  init(
    path: String, words: [String], processors: ProcessorSet?, directory: String?, isHeld: Bool, stopsAtCount: Bool, output: ChildOutput
  ) {
    self.path = path
    self.words = words
    self.processors = processors
    self.directory = directory
    self.isHeld = isHeld
    self.stopsAtCount = stopsAtCount
    self.output = output
  }

  var ending: ChildProcess.Ending? { state.withLock { $0.ending } }

  /// What the command and all it has waited for used; nil while it runs or when nobody knows.
  var usage: ChildUsage? { state.withLock { $0.usage } }

  /// True once the first count of requests has stopped the command, or would have if it had not ended.
  var isStoppedAtCount: Bool { state.withLock { $0.isStoppedAtCount } }

  /// Starts the thread and with it the command; gives its process id, or a negative errno.
  func start() -> Int32 {
    // Signals are for the thread that conducts the experiment; the new one begins with what is blocked here.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<ChildAttendant>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context)
    guard code == 0 else {
      Unmanaged<ChildAttendant>.fromOpaque(context).release()
      return -code
    }
    while true {
      let (hasStarted, processID) = state.withLock { ($0.hasStarted, $0.processID) }
      if hasStarted {
        if processID <= 0 { pthread_join(thread, nil) } else { state.withLock { $0.thread = thread } }
        return processID
      }
      usleep(200)
    }
  }

  /// Waits for the end of the thread, which comes soon after that of the command.
  func join() {
    let thread = state.withLock { state in
      defer { state.thread = nil }
      return state.thread
    }
    if let thread { pthread_join(thread, nil) }
  }

  private func run() {
    var pipes: [[Int32]] = [[-1, -1], [-1, -1]]
    let isOpen = pipes.indices.allSatisfy { headroom_pipe(&pipes[$0]) == 0 }
    let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { for descriptor in pipes.map({ $0[0] }) + [input] where descriptor >= 0 { close(descriptor) } }
    let processID = isOpen && input >= 0 ? spawn(input, pipes[0][1], pipes[1][1]) : -errno
    for pipe in pipes where pipe[1] >= 0 { close(pipe[1]) }
    // Only the parent may trace it to its entry point. A command that ends before that is found to have ended.
    var early: Int32?
    if isHeld, processID > 0, case .ended(let status) = hold(processID) { early = status }
    state.withLock { state in
      state.processID = processID
      state.hasStarted = true
    }
    guard processID > 0 else { return }
    attend(processID, pipes.map { $0[0] }, early)
  }

  private func hold(_ processID: Int32) -> EntryStop.Ending {
    var status: Int32 = 0
    while waitpid(processID, &status, WUNTRACED) < 0, errno == EINTR {}
    guard status & 0xff == 0x7f else { return .ended(status: status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f) }
    return EntryStop.hold(processID)
  }

  private func stopAtCount(_ processID: Int32) {
    guard stopsAtCount, !isStoppedAtCount, !output.requests.isEmpty else { return }
    // Told only when the signal is on its way: whoever waits for it answers with SIGCONT, which must not come first.
    kill(-processID, SIGSTOP)
    state.withLock { $0.isStoppedAtCount = true }
  }

  private func spawn(_ input: Int32, _ output: Int32, _ errors: Int32) -> Int32 {
    let helper = isHeld ? EntryStop.helper(path, words.dropFirst()) : []
    var arguments: [UnsafeMutablePointer<CChar>?] = (isHeld ? helper : words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    let mask = processors?.mask ?? []
    let processID = mask.withUnsafeBufferPointer { mask in
      headroom_spawn(
        helper.first ?? path, &arguments, environ, directory, input, output, errors, mask.isEmpty ? nil : mask.baseAddress,
        mask.count * MemoryLayout<UInt>.stride)
    }
    return processID > 0 ? processID : -errno
  }

  /// - Parameter early: The exit status of a command that somebody has taken note of already.
  private func attend(_ processID: Int32, _ streams: [Int32], _ early: Int32?) {
    let watch = headroom_pidfd_open(processID)
    defer { if watch >= 0 { close(watch) } }
    for stream in streams { _ = fcntl(stream, F_SETFL, fcntl(stream, F_GETFL) | O_NONBLOCK) }
    var waits = (streams + [watch]).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    func drain(_ index: Int) {
      while true {
        let count = read(waits[index].fd, &buffer, buffer.count)
        if count > 0 {
          output.append(buffer[..<count], stream: index, time: MonotonicClock.now)
          stopAtCount(processID)
        } else {
          // Closed at the other end: it would be ready for ever.
          if count == 0 { waits[index].fd = -1 }
          if count == 0 || errno != EINTR { return }
        }
      }
    }
    var status: Int32 = 0
    var usage = rusage()
    var isOver = false
    while !isOver {
      _ = poll(&waits, nfds_t(waits.count), watch >= 0 ? -1 : 20)
      for index in streams.indices where waits[index].fd >= 0 && waits[index].revents != 0 { drain(index) }
      let code = early == nil ? wait4(processID, &status, WNOHANG, &usage) : -1
      guard early != nil || code == processID || (code < 0 && errno != EINTR) else { continue }
      isOver = true
      // What it wrote before its end is in the pipes; descendants may hold them open longer, and have no say any more.
      for index in streams.indices where waits[index].fd >= 0 { drain(index) }
      output.finish(time: MonotonicClock.now)
      let signal = status & 0x7f
      let ending: ChildProcess.Ending = code < 0 ? early.map { .status($0) } ?? .unknown : signal == 0 ? .status(status >> 8 & 0xff) : .signal(signal)
      let used = code < 0 ? nil : ChildUsage(usage, endTime: MonotonicClock.now)
      state.withLock { state in
        state.ending = ending
        state.usage = used
      }
    }
  }
}
