import CBPF
import CLinux
import Glibc
import Images

/// Samples in the kernel: one software clock per CPU, filtered by process inside the BPF program, so that nothing but a tick of a recorded
/// thread costs anything.
///
/// The ring buffer is looked at at intervals instead of waking this process for every sample.
public final class BPFCollector: Collector {
  public let name = CollectorName.bpf
  public let clock = "cpu-clock (software)"
  public private(set) var notes: [String] = []
  private let object: BPFObject
  private var configuration: BPFConfiguration?
  private var ring: OpaquePointer?
  private var spaces: [Int32: AddressSpace] = [:]
  private var deliver: ((CollectorEvent) -> Void)?
  private var unreadable: UInt64 = 0
  /// Milliseconds between two looks at the ring: it must not fill up meanwhile.
  private var interval: Int32 = 50

  /// - Parameter object: The loaded program; see `prepare()`.
  init(_ object: BPFObject) { self.object = object }

  deinit {
    if let ring { ring_buffer__free(ring) }
  }

  public var counters: CollectorCounters {
    var counters = CollectorCounters()
    counters.lost = unreadable + Self.lost(object)
    return counters
  }

  public func start(_ target: CollectorTarget) throws(SamplingError) {
    let processors = Self.processors()
    let configuration = BPFConfiguration(object)
    self.configuration = configuration
    // Even when every sample carries a copy of the stack the ring must last from one look to the next.
    interval = Int32(max(5, min(50, 20_000 / max(1, target.frequency))))
    let period = UInt64(1_000_000_000 / max(1, target.frequency))
    var settings = headroom_settings(period: period, includes_children: target.includesChildren ? 1 : 0, unused: 0)
    var key: UInt32 = 0
    bpf_map_update_elem(object.map("settings"), &key, &settings, UInt64(BPF_ANY))
    let context = Unmanaged.passUnretained(self).toOpaque()
    ring = ring_buffer__new(
      object.map("ring"),
      { context, data, size in
        Unmanaged<BPFCollector>.fromOpaque(context!).takeUnretainedValue().take(UnsafeRawBufferPointer(start: data, count: size))
        return 0
      }, context, nil)
    guard ring != nil else { throw BPFObject.failure("the ring buffer cannot be mapped") }
    // What was announced before the start is known by now; the process itself may not have been.
    if spaces[target.processID] == nil { configuration.add(target.processID) }
    for space in spaces.values { self.configuration?.setImages(space) }
    for (processID, runtime) in runtimes { self.configuration?.setRuntime(runtime, processID: processID, space: spaces[processID]) }
    try object.attach("headroom_on_exec")
    try object.attach("headroom_on_exit")
    if target.includesChildren { try object.attach("headroom_on_fork") }
    for processor in processors { try object.attach("headroom_on_tick", toEvent: try Self.clock(processor, period: period)) }
  }

  public func poll(timeout: Int32, deliver: (CollectorEvent) -> Void) throws(SamplingError) {
    withoutActuallyEscaping(deliver) { deliver in
      self.deliver = deliver
      defer { self.deliver = nil }
      var remaining = timeout
      repeat {
        let pause = min(remaining, interval)
        if pause > 0 { usleep(UInt32(pause) * 1000) }
        remaining -= pause
        if let ring { ring_buffer__consume(ring) }
      } while remaining > 0
    }
  }

  public func stop() { object.detach() }

  private var runtimes: [Int32: SwiftRuntime] = [:]

  public func imagesChanged(in space: AddressSpace) {
    spaces[space.processID] = space
    configuration?.setImages(space)
  }

  public func runtimeFound(_ runtime: SwiftRuntime, processID: Int32) {
    runtimes[processID] = runtime
    configuration?.setRuntime(runtime, processID: processID, space: spaces[processID])
  }

  public func learnedRoot(returnAddress: UInt64, processID: Int32) {
    configuration?.addRoot(returnAddress, processID: processID)
  }

  private func take(_ bytes: UnsafeRawBufferPointer) {
    guard let event = BPFRecord.parse(bytes) else {
      unreadable += 1
      return
    }
    deliver?(event)
  }

  /// Samples the kernel could not put into the ring, over all processors.
  private static func lost(_ object: BPFObject) -> UInt64 {
    let processors = max(1, Int(libbpf_num_possible_cpus()))
    var values = [UInt64](repeating: 0, count: processors)
    var key: UInt32 = 0
    guard bpf_map_lookup_elem(object.map("lost"), &key, &values) == 0 else { return 0 }
    return values.reduce(0, +)
  }

  /// A clock of one processor that ticks every `period` nanoseconds.
  static func clock(_ processor: Int, period: UInt64) throws(SamplingError) -> Int32 {
    var attributes = perf_event_attr()
    attributes.type = UInt32(PERF_TYPE_SOFTWARE.rawValue)
    attributes.size = UInt32(MemoryLayout<perf_event_attr>.size)
    attributes.config = UInt64(PERF_COUNT_SW_CPU_CLOCK.rawValue)
    attributes.sample_period = period
    let descriptor = headroom_perf_event_open(&attributes, -1, Int32(processor), -1, UInt(PERF_FLAG_FD_CLOEXEC))
    guard descriptor >= 0 else { throw BPFObject.failure("the clock of processor \(processor) cannot be opened") }
    return Int32(descriptor)
  }

  /// Numbers of the processors that are online, from /sys/devices/system/cpu/online (`0-3,6`).
  static func processors() -> [Int] {
    let ranges = ProcFile.line("/sys/devices/system/cpu/online").split(separator: ",")
    let numbers = ranges.flatMap { range -> [Int] in
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last, last < 65_536 else { return [] }
      return Array(first...last)
    }
    return numbers.isEmpty ? [0] : numbers
  }
}
