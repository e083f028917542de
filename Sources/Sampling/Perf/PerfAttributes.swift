import CLinux
import Glibc

/// What is asked of the kernel for each thread.
struct PerfAttributes {
  /// So much of the stack is copied with every sample. The kernel takes multiples of 8 below 64 KiB.
  static let stackSize: UInt32 = 16 << 10

  var period: UInt64
  var clock = PERF_COUNT_SW_CPU_CLOCK
  var excludesKernel = false
  /// Only threads inherit the event, not forked processes (from Linux 5.13 on).
  var isInheritedByThreadsOnly: Bool
  /// The kernel counts what each event lost (from Linux 6.0 on).
  var countsLost = true
  /// Tell when threads get and lose a processor.
  var tellsSwitches = false
  /// Wake the reader at every record, and not only when the ring is half full.
  var wakesAlways = false
  var ringSize: Int

  var clockName: String { clock == PERF_COUNT_SW_TASK_CLOCK ? "task-clock" : "cpu-clock" }

  /// The event of a thread, as the kernel wants it described.
  var event: perf_event_attr {
    var event = Self.common(sampleTypes, ringSize: ringSize)
    event.config = UInt64(clock.rawValue)
    event.sample_period = period
    if countsLost { event.read_format = UInt64(PERF_FORMAT_LOST.rawValue) }
    event.exclude_kernel = excludesKernel ? 1 : 0
    event.exclude_hv = 1
    event.inherit = 1
    event.inherit_thread = isInheritedByThreadsOnly ? 1 : 0
    event.exclude_callchain_user = 1
    event.sample_regs_user = PerfSample.registerMask
    event.sample_stack_user = Self.stackSize
    event.mmap = 1
    event.mmap2 = 1
    event.comm = 1
    event.comm_exec = 1
    event.task = 1
    event.context_switch = tellsSwitches ? 1 : 0
    if wakesAlways {
      event.watermark = 0
      event.wakeup_events = 1
    }
    return event
  }

  /// An event that does nothing but own a ring.
  static func owner(ringSize: Int) -> perf_event_attr {
    var event = common([PERF_SAMPLE_TID, PERF_SAMPLE_TIME], ringSize: ringSize)
    event.config = UInt64(PERF_COUNT_SW_DUMMY.rawValue)
    event.exclude_kernel = 1
    event.exclude_hv = 1
    return event
  }

  private var sampleTypes: [perf_event_sample_format] {
    [
      PERF_SAMPLE_IP, PERF_SAMPLE_TID, PERF_SAMPLE_TIME, PERF_SAMPLE_CPU, PERF_SAMPLE_PERIOD, PERF_SAMPLE_CALLCHAIN, PERF_SAMPLE_REGS_USER,
      PERF_SAMPLE_STACK_USER,
    ]
  }

  private static func common(_ types: [perf_event_sample_format], ringSize: Int) -> perf_event_attr {
    var event = perf_event_attr()
    event.size = UInt32(MemoryLayout<perf_event_attr>.size)
    event.type = UInt32(PERF_TYPE_SOFTWARE.rawValue)
    event.sample_type = types.reduce(0) { $0 | UInt64($1.rawValue) }
    event.sample_id_all = 1
    event.use_clockid = 1
    event.clockid = CLOCK_MONOTONIC
    event.watermark = 1
    event.wakeup_watermark = UInt32(ringSize / 2)
    return event
  }

  /// The attributes the kernel accepts for a thread: what is asked for, less what it does not know or does not allow.
  ///
  /// - Returns: nil, and the error's number, when it accepts none.
  func accepted(for threadID: Int32, processor: Int) -> (attributes: PerfAttributes?, code: Int32) {
    var attributes = self
    while true {
      var event = attributes.event
      let descriptor = headroom_perf_event_open(&event, threadID, Int32(processor), -1, UInt(PERF_FLAG_FD_CLOEXEC))
      if descriptor >= 0 {
        close(Int32(descriptor))
        return (attributes, 0)
      }
      let code = errno
      switch code {
      case EACCES where !attributes.excludesKernel, EPERM where !attributes.excludesKernel: attributes.excludesKernel = true
      case EINVAL where attributes.countsLost: attributes.countsLost = false
      case EINVAL where attributes.isInheritedByThreadsOnly: attributes.isInheritedByThreadsOnly = false
      case ENOENT where attributes.clock == PERF_COUNT_SW_CPU_CLOCK, EOPNOTSUPP where attributes.clock == PERF_COUNT_SW_CPU_CLOCK:
        // Some virtual machines have only this one.
        attributes.clock = PERF_COUNT_SW_TASK_CLOCK
      default: return (nil, code)
      }
    }
  }
}
