import Glibc
import Images
import Profiles
import Sampling

/// What the kernel has counted up to an instant, of processes and of processors.
struct MeterReading: Sendable {
  var time: UInt64
  /// CPU nanoseconds of the target and its descendants, those that have ended and were taken note of included.
  var target = 0.0
  var generator = 0.0
  /// CPU nanoseconds of each thread of the generator.
  var generatorThreads: [Int32: Double] = [:]
  var recorder = 0.0
  /// CPU nanoseconds of everything on the target's processors, and what the hypervisor took from them.
  var busy = 0.0
  var steal = 0.0
  var residentBytes = 0.0
  var heapBytes = 0.0
  /// The largest sum of what was resident at once in each process.
  var peakResidentBytes = 0.0
  /// What is counted of the target; empty when nobody counts.
  var events: [EventCounters.Event: Double] = [:]

  /// - Parameters:
  ///   - target: The target's first process.
  ///   - generator: The load generator's first process; nil for a program that drives itself.
  ///   - processors: Those the target may run on.
  init(target: Int32, generator: Int32?, processors: ProcessorSet) {
    time = MonotonicClock.now
    let members = ProcessTree.members(of: target)
    self.target = members.reduce(0) { $0 + Self.processorTime($1) }
    for member in members {
      let status = ProcFile.text("/proc/\(member)/status")
      residentBytes += Self.kibibytes("VmRSS:", status) * 1024
      heapBytes += Self.kibibytes("RssAnon:", status) * 1024
      peakResidentBytes += Self.kibibytes("VmHWM:", status) * 1024
    }
    if let generator {
      for member in ProcessTree.members(of: generator) {
        self.generator += Self.processorTime(member)
        for thread in ProcFile.numbers(in: "/proc/\(member)/task") {
          generatorThreads[thread] = Self.threadTime(ProcFile.text("/proc/\(member)/task/\(thread)/schedstat"))
        }
      }
    }
    recorder = Self.clock(CLOCK_PROCESS_CPUTIME_ID)
    (busy, steal) = Self.processors(ProcFile.text("/proc/stat"), processors)
  }

  /// What was metered from this reading to a later one.
  func meters(to end: MeterReading, processors: ProcessorSet, isPinned: Bool) -> Meters {
    let length = Double(end.time &- time)
    var meters = Meters()
    meters.processors = processors.numbers.count
    meters.targetCPU = max(0, end.target - target)
    meters.generatorCPU = max(0, end.generator - generator)
    let threads = end.generatorThreads.map { $0.value - (generatorThreads[$0.key] ?? 0) }
    meters.generatorBusiestThread = length > 0 ? min(1, max(0, threads.max() ?? 0) / length) : 0
    meters.recorderCPU = max(0, end.recorder - recorder)
    // The kernel counts these in ticks; what is too small to be seen there is none.
    let known = meters.targetCPU + (isPinned ? 0 : meters.generatorCPU) + meters.recorderCPU
    meters.otherCPU = max(0, end.busy - busy - known)
    meters.steal = max(0, end.steal - steal)
    meters.residentBytes = end.residentBytes
    meters.heapBytes = end.heapBytes
    meters.isPinned = isPinned
    func counted(_ event: EventCounters.Event) -> Double? { end.events[event].map { max(0, $0 - (events[event] ?? 0)) } }
    meters.contextSwitches = counted(.contextSwitches)
    meters.instructions = counted(.instructions)
    meters.cycles = counted(.cycles)
    meters.systemCalls = counted(.systemCalls)
    if end.peakResidentBytes > 0 { meters.peakResidentBytes = end.peakResidentBytes }
    return meters
  }

  /// CPU time of a process and of its descendants that it has taken note of, nanoseconds.
  private static func processorTime(_ processID: Int32) -> Double {
    var clock = clockid_t()
    guard clock_getcpuclockid(processID, &clock) == 0 else { return 0 }
    return self.clock(clock) + childrenTime(ProcFile.text("/proc/\(processID)/stat"))
  }

  /// CPU time of the target's processes that live now, nanoseconds: for a series in short steps.
  static func processorTime(of members: [Int32]) -> Double { members.reduce(0) { $0 + processorTime($1) } }

  private static func clock(_ clock: clockid_t) -> Double {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { return 0 }
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }

  private static let tick = 1e9 / Double(max(1, sysconf(Int32(_SC_CLK_TCK))))

  /// Fields cutime and cstime of /proc/PID/stat, nanoseconds.
  static func childrenTime(_ text: String) -> Double {
    guard let name = text.lastIndex(of: ")") else { return 0 }
    let fields = text[text.index(after: name)...].split(separator: " ")
    guard fields.count > 14, let user = Double(fields[13]), let system = Double(fields[14]) else { return 0 }
    return (user + system) * tick
  }

  /// The first number of a thread's schedstat: nanoseconds on a processor.
  static func threadTime(_ text: String) -> Double { text.split(separator: " ").first.flatMap { Double($0) } ?? 0 }

  /// Busy and stolen nanoseconds of some processors, from the text of /proc/stat.
  static func processors(_ text: String, _ processors: ProcessorSet) -> (busy: Double, steal: Double) {
    let names = Set(processors.numbers.map { "cpu\($0)" })
    var busy = 0.0
    var steal = 0.0
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ")
      // user nice system idle iowait irq softirq steal
      guard let name = fields.first, names.contains(String(name)), fields.count > 8 else { continue }
      let ticks = fields[1...8].map { Double($0) ?? 0 }
      busy += (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) * tick
      steal += ticks[7] * tick
    }
    return (busy, steal)
  }

  /// The most memory of a process that was resident at once so far.
  static func peakResidentBytes(of processID: Int32) -> Double { kibibytes("VmHWM:", ProcFile.text("/proc/\(processID)/status")) * 1024 }

  private static func kibibytes(_ name: String, _ status: String) -> Double { LoadText.number(LoadText.line(name, in: status)) ?? 0 }
}
