import CLinux
import Glibc
import Images

/// Samples by stopping threads for the time it takes to copy their registers, stack, task and chain of async contexts. Needs no privileges
/// for one's own processes.
///
/// At every tick only threads that have run since they were last sampled, and run now, are stopped: what waits in a system call is not
/// disturbed. The process's CPU time since the last tick is shared out among them.
public final class PtraceCollector: Collector {
  public let name = CollectorName.ptrace
  public let clock = "ptrace interval (thread CPU time)"
  public private(set) var notes: [String] = []
  public private(set) var counters = CollectorCounters()
  private var threads: [Int32: TracedThread] = [:]
  private var processes: [Int32: TracedProcess] = [:]
  private var target = CollectorTarget(processID: 0)
  private var period: UInt64 = 0
  private var nextTick: UInt64 = 0
  private var stops = ThreadStops()
  private var copy = StoppedThread()
  private var unwinder = Unwinder()
  private var frames = FrameBuffer()
  private var oldMask = sigset_t()

  /// One process of the target.
  private struct TracedProcess {
    /// CPU time of all its threads, living or not, at the last tick that took a sample.
    var sampledTime: UInt64
  }

  public init() {}

  public func start(_ target: CollectorTarget) throws(SamplingError) {
    self.target = target
    period = UInt64(1_000_000_000 / max(1, target.frequency))
    try add(target.processID, isNew: false)
    var children = sigset_t()
    sigemptyset(&children)
    sigaddset(&children, SIGCHLD)
    // Stops of traced threads are told by SIGCHLD; `poll` waits for it together with the next tick.
    pthread_sigmask(SIG_BLOCK, &children, &oldMask)
    nextTick = Clock.monotonic &+ period
  }

  public func imagesChanged(in space: AddressSpace) { known[space.processID, default: (nil, nil)].space = space }
  public func runtimeFound(_ runtime: SwiftRuntime, processID: Int32) { known[processID, default: (nil, nil)].runtime = runtime }
  private var known: [Int32: (space: AddressSpace?, runtime: SwiftRuntime?)] = [:]

  public func poll(timeout: Int32, deliver: (CollectorEvent) -> Void) throws(SamplingError) {
    let deadline = Clock.monotonic &+ UInt64(max(0, timeout)) &* 1_000_000
    repeat {
      takeStops(deliver)
      if processes.isEmpty { return waitUntil(deadline) }
      if Clock.monotonic >= nextTick {
        tick(deliver)
        // Ticks that were missed are not made up for: their time is in the CPU time of the next one.
        nextTick = max(nextTick &+ period, Clock.monotonic &+ period / 4)
      }
      waitUntil(min(nextTick, deadline))
    } while Clock.monotonic < deadline
  }

  /// Sleeps until `time` or until a thread stops.
  private func waitUntil(_ time: UInt64) {
    let now = Clock.monotonic
    if time > now { stops.sleep(time - now) }
  }

  /// The kernel lets go of what does not stop in time when we end.
  public func stop() {
    let deadline = Clock.monotonic &+ Self.longestDetach
    for threadID in threads.keys { detach(threadID, until: deadline) }
    threads = [:]
    processes = [:]
    stops = ThreadStops()
    pthread_sigmask(SIG_SETMASK, &oldMask, nil)
  }

  /// How long a thread may take to stop for a sample, and all of them to be let go, nanoseconds.
  private static let longestStop: UInt64 = 500_000_000
  private static let longestDetach: UInt64 = 2_000_000_000

  // MARK: Threads

  /// Begins to trace a process. The first process must exist; a child may be gone again.
  private func add(_ processID: Int32, isNew: Bool) throws(SamplingError) {
    // A thread that is born while the list is read shows up when it is read again.
    repeat {} while try seizeThreads(of: processID, areNew: isNew) > 0
    guard threads.values.contains(where: { $0.processID == processID }) else {
      throw SamplingError(.noSuchProcess, "there is no process \(processID)", remedy: "see ps -e")
    }
    processes[processID] = TracedProcess(
      sampledTime: isNew ? 0 : HostEnvironment.exactProcessorTime(of: processID) ?? 0)
  }

  /// Seizes the threads of a process that are not yet traced; returns how many.
  @discardableResult
  private func seizeThreads(of processID: Int32, areNew: Bool) throws(SamplingError) -> Int {
    var seized = 0
    for threadID in ProcFile.numbers(in: "/proc/\(processID)/task") where threads[threadID] == nil {
      let options = UnsafeMutableRawPointer(bitPattern: UInt(PTRACE_O_TRACEEXEC.rawValue))
      guard headroom_ptrace(Int(PTRACE_SEIZE.rawValue), threadID, nil, options) == 0 else {
        if errno == ESRCH || !threads.isEmpty { continue }
        throw Self.refusal(processID, errno)
      }
      var thread = TracedThread(threadID: threadID, processID: processID)
      if !areNew { thread.sampledTime = thread.processorTime() ?? 0 }
      threads[threadID] = thread
      seized += 1
    }
    return seized
  }

  private func forget(_ threadID: Int32) {
    guard let thread = threads.removeValue(forKey: threadID) else { return }
    close(thread.statistics)
  }

  /// Lets a thread go: it has to be stopped for that, and what it stopped with tells whether a signal was about to be delivered.
  private func detach(_ threadID: Int32, until deadline: UInt64) {
    guard let thread = threads[threadID] else { return }
    close(thread.statistics)
    // What has ended will not stop any more; its end is ours to take note of first, or it stays a zombie.
    guard headroom_ptrace(Int(PTRACE_INTERRUPT.rawValue), threadID, nil, nil) == 0 else {
      stops.takeEnd(of: threadID)
      return
    }
    let left = max(deadline, Clock.monotonic) - Clock.monotonic
    guard let status = stops.wait(for: thread, atMost: left), status & 0xff == 0x7f else { return }
    let signal = status >> 16 == 0 ? (status >> 8) & 0xff : 0
    _ = headroom_ptrace(Int(PTRACE_DETACH.rawValue), threadID, nil, UnsafeMutableRawPointer(bitPattern: Int(signal)))
  }

  // MARK: Stops that nobody asked for

  /// Handles every thread that has stopped by itself: signals are passed on, group stops honoured, ends noted.
  private func takeStops(_ deliver: (CollectorEvent) -> Void) {
    while let (threadID, status) = stops.next() { handle(threadID, status, deliver) }
  }

  private func handle(_ threadID: Int32, _ status: Int32, _ deliver: (CollectorEvent) -> Void) {
    guard status & 0xff == 0x7f else {
      // Ended.
      guard let thread = threads[threadID] else { return }
      forget(threadID)
      if threadID == thread.processID {
        processes[threadID] = nil
        deliver(.processExited(processID: threadID))
      }
      return
    }
    let signal = (status >> 8) & 0xff
    let event = status >> 16
    if event == Int32(PTRACE_EVENT_EXEC.rawValue) {
      replaceThreads(of: threadID)
      known[threadID] = nil
      resume(threadID)
      deliver(.addressSpaceChanged(processID: threadID))
    } else if event == Int32(PTRACE_EVENT_STOP.rawValue) {
      let isGroupStop = [SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU].contains(signal)
      if isGroupStop {
        _ = headroom_ptrace(Int(PTRACE_LISTEN.rawValue), threadID, nil, nil)
      } else {
        resume(threadID)
      }
    } else {
      resume(threadID, signal: event == 0 ? signal : 0)
    }
  }

  /// After an exec all threads of a process are gone but the one that called it, which has the process's number now.
  private func replaceThreads(of processID: Int32) {
    var former: UInt = 0
    _ = headroom_ptrace(Int(PTRACE_GETEVENTMSG.rawValue), processID, nil, &former)
    let sampledTime = threads[Int32(truncatingIfNeeded: former)]?.sampledTime
    for thread in threads.values where thread.processID == processID { forget(thread.threadID) }
    var thread = TracedThread(threadID: processID, processID: processID)
    thread.sampledTime = sampledTime ?? thread.processorTime() ?? 0
    threads[processID] = thread
  }

  private func resume(_ threadID: Int32, signal: Int32 = 0) {
    _ = headroom_ptrace(Int(PTRACE_CONT.rawValue), threadID, nil, UnsafeMutableRawPointer(bitPattern: Int(signal)))
  }

  // MARK: Samples

  private func tick(_ deliver: (CollectorEvent) -> Void) {
    for processID in Array(processes.keys) {
      _ = try? seizeThreads(of: processID, areNew: true)
      if target.includesChildren { addChildren(of: processID, deliver) }
    }
    for processID in Array(processes.keys) { sample(processID, deliver) }
  }

  private func addChildren(of processID: Int32, _ deliver: (CollectorEvent) -> Void) {
    for threadID in ProcFile.numbers(in: "/proc/\(processID)/task") {
      let words = ProcFile.text("/proc/\(processID)/task/\(threadID)/children").split(separator: " ")
      for child in words.compactMap({ Int32($0) }) where processes[child] == nil {
        guard (try? add(child, isNew: true)) != nil else { continue }
        deliver(.processStarted(processID: child, parent: processID))
      }
    }
  }

  /// Stops every thread of a process that has run and runs, and delivers a sample of each.
  private func sample(_ processID: Int32, _ deliver: (CollectorEvent) -> Void) {
    var chosen: [(threadID: Int32, time: UInt64, ran: UInt64)] = []
    for thread in threads.values where thread.processID == processID {
      guard let time = thread.processorTime(), time > thread.sampledTime, thread.isRunning() else { continue }
      guard headroom_ptrace(Int(PTRACE_INTERRUPT.rawValue), thread.threadID, nil, nil) == 0 else { continue }
      chosen.append((thread.threadID, time, time - thread.sampledTime))
    }
    let ran = chosen.reduce(0) { $0 + $1.ran }
    guard ran > 0, let total = HostEnvironment.exactProcessorTime(of: processID), var process = processes[processID] else { return }
    // Threads that were born and ended between two ticks, or wait now, have their share too.
    let used = max(ran, total &- min(total, process.sampledTime))
    process.sampledTime = total
    processes[processID] = process
    for choice in chosen {
      let weight = UInt64(Double(used) * Double(choice.ran) / Double(ran))
      if take(choice.threadID, weight: weight, deliver) {
        threads[choice.threadID]?.sampledTime = choice.time
      } else {
        counters.lost += 1
      }
    }
  }

  /// Waits for an interrupted thread, copies what is needed, and lets it run; then delivers the sample.
  private func take(_ threadID: Int32, weight: UInt64, _ deliver: (CollectorEvent) -> Void) -> Bool {
    guard let thread = threads[threadID], let status = stops.wait(for: thread, atMost: Self.longestStop) else { return false }
    guard status & 0xff == 0x7f else {
      handle(threadID, status, deliver)
      return false
    }
    let memory = ProcessMemory(processID: thread.processID)
    let runtime = known[thread.processID]?.runtime
    let isCopied = copy.readRegisters(threadID)
    var chain = AsyncChain()
    var task: TaskReader.Task?
    if isCopied {
      copy.readStack(memory, end: stackEnd(of: thread))
      if let runtime {
        task = copy.readTask(runtime, memory)
        chain = readChain(runtime, thread.processID, memory, isInTask: task != nil)
      }
    }
    handle(threadID, status, deliver)
    guard isCopied else { return false }
    var sample = RawSample(time: Clock.monotonic, processID: thread.processID, threadID: threadID, weight: weight)
    sample.isTruncated = false
    copy.withSample(sample, chain: chain, task: task) { deliver(.sample($0)) }
    return true
  }

  /// Reads the chain of the innermost async funclet. Its head is found by frame pointers; where they do not hold, by CFI.
  private func readChain(_ runtime: SwiftRuntime, _ processID: Int32, _ memory: ProcessMemory, isInTask: Bool) -> AsyncChain {
    var chain = AsyncChain()
    chain.frameIndex = -1
    var head = copy.chainHead(runtime.jobRunners)
    if head == nil, isInTask, let space = known[processID]?.space { head = unwoundChainHead(runtime, space) }
    guard let head else { return chain }
    chain.source = head.source
    chain.context = head.context
    chain.isComplete = copy.readChain(from: head.context, memory)
    return chain
  }

  private func unwoundChainHead(_ runtime: SwiftRuntime, _ space: AddressSpace) -> (context: UInt64, source: AsyncChain.Source)? {
    frames.removeAll()
    _ = copy.withCopy { registers, stack in
      unwinder.unwind(registers, stack: stack, in: space, isReturnAddress: false, limit: 256, into: &frames)
    }
    for index in frames.programCounters.indices.dropFirst() {
      let caller = frames.programCounters[index]
      if runtime.jobRunners.contains(where: { $0.contains(caller) }) { return (frames.asyncContexts[index - 1], .register) }
    }
    return nil
  }

  /// The end of the mapping the stack pointer is in.
  private func stackEnd(of thread: TracedThread) -> UInt64 {
    let pointer = copy.registers.stackPointer
    if thread.stackEnd > pointer, thread.stackEnd - pointer < 1 << 30 { return thread.stackEnd }
    let end = MemoryMap.read(processID: thread.processID).first { $0.start <= pointer && pointer < $0.end }?.end ?? 0
    threads[thread.threadID]?.stackEnd = end
    return end
  }
}
