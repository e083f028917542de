import CLinux
import Glibc
import Images

/// Counts events of a process and of all it starts, without sampling: by `perf_event_open(2)` in counting mode.
///
/// Use from one thread. What the kernel refuses is left out, with a note.
public final class EventCounters {
  public enum Event: String, Sendable, CaseIterable {
    case contextSwitches, instructions, cycles
    /// Disturbs: each costs the target a hundred nanoseconds or more.
    case systemCalls

    /// Those that cost the target nothing to speak of.
    public static let light: Set<Event> = [.contextSwitches, .instructions, .cycles]
  }

  /// Why an event is not counted, one line each.
  public private(set) var notes: [String] = []
  private var descriptors: [Event: [Int32]] = [:]

  /// Begins to count.
  ///
  /// - Parameter processID: Its threads are counted, and all threads and processes they start from now on.
  public init(_ events: Set<Event>, processID: Int32) {
    let threads = ProcFile.numbers(in: "/proc/\(processID)/task")
    for event in Event.allCases where events.contains(event) {
      do throws(SamplingError) {
        try open(event, try Self.attributes(event), threads)
      } catch {
        for descriptor in descriptors.removeValue(forKey: event) ?? [] { close(descriptor) }
        notes.append(error.description)
      }
    }
  }

  deinit { for descriptor in descriptors.values.joined() { close(descriptor) } }

  /// So many of each so far.
  public var counts: [Event: Double] {
    descriptors.mapValues { descriptors in
      descriptors.reduce(0) { sum, descriptor in
        // The count, and how long the event was asked for and was really counted: the kernel shares out hardware counters.
        var values: (count: UInt64, enabled: UInt64, running: UInt64) = (0, 0, 0)
        guard read(descriptor, &values, 24) == 24, values.running > 0 else { return sum }
        return sum + Double(values.count) * Double(values.enabled) / Double(values.running)
      }
    }
  }

  private func open(_ event: Event, _ attributes: EventAttributes, _ threads: [Int32]) throws(SamplingError) {
    var isOpen = false
    for thread in threads {
      let descriptor = attributes.open(thread)
      if descriptor >= 0 {
        descriptors[event, default: []].append(descriptor)
        isOpen = true
      } else if errno != ESRCH {
        throw Self.refusal(event, errno)
      }
    }
    guard isOpen else { throw Self.refusal(event, ESRCH) }
  }

  private static func refusal(_ event: Event, _ code: Int32) -> SamplingError {
    let reason: String
    switch code {
    case ENOENT, EOPNOTSUPP, ENODEV, EINVAL: reason = "this machine has no counter for them"
    case EACCES, EPERM: reason = "the kernel does not allow it"
    default: reason = String(cString: strerror(code))
    }
    return SamplingError(.notSupported, "\(name(event)) are not counted: \(reason)", remedy: code == EACCES || code == EPERM ? "run as root" : "")
  }

  private static func name(_ event: Event) -> String {
    switch event {
    case .contextSwitches: "context switches"
    case .systemCalls: "system calls"
    default: event.rawValue
    }
  }

  private static func attributes(_ event: Event) throws(SamplingError) -> EventAttributes {
    switch event {
    case .contextSwitches: EventAttributes(type: PERF_TYPE_SOFTWARE.rawValue, config: UInt64(PERF_COUNT_SW_CONTEXT_SWITCHES.rawValue))
    // Of its own code only: what the kernel does depends on the machine.
    case .instructions:
      EventAttributes(type: PERF_TYPE_HARDWARE.rawValue, config: UInt64(PERF_COUNT_HW_INSTRUCTIONS.rawValue), excludesKernel: true)
    case .cycles: EventAttributes(type: PERF_TYPE_HARDWARE.rawValue, config: UInt64(PERF_COUNT_HW_CPU_CYCLES.rawValue), excludesKernel: true)
    case .systemCalls: EventAttributes(type: PERF_TYPE_TRACEPOINT.rawValue, config: try Tracepoint.number("raw_syscalls/sys_enter"))
    }
  }
}

/// What is counted, as the kernel wants it described.
struct EventAttributes {
  var type: UInt32
  var config: UInt64
  var excludesKernel = false

  /// Opens the event for a thread and all that descend from it; -1 and errno on failure.
  func open(_ threadID: Int32) -> Int32 {
    var event = perf_event_attr()
    event.size = UInt32(MemoryLayout<perf_event_attr>.size)
    event.type = type
    event.config = config
    event.inherit = 1
    event.exclude_hv = 1
    event.exclude_kernel = excludesKernel ? 1 : 0
    event.read_format = UInt64(PERF_FORMAT_TOTAL_TIME_ENABLED.rawValue) | UInt64(PERF_FORMAT_TOTAL_TIME_RUNNING.rawValue)
    return Int32(headroom_perf_event_open(&event, threadID, -1, -1, UInt(PERF_FLAG_FD_CLOEXEC)))
  }
}
