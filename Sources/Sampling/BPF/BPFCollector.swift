import CBPF
import CLinux
import Glibc
import Images

/// Records in the kernel: one software clock per CPU, every switch of a processor and every wake-up, filtered by process inside the BPF program.
///
/// The ring buffer is looked at at intervals instead of waking this process for every sample.
public final class BPFCollector: Collector {
  public let name = CollectorName.bpf
  public let clock = "cpu-clock (software)"
  private let object: BPFObject
  private var configuration: BPFConfiguration
  private var waits: BPFWaits?
  private var probes: BPFProbes?
  private var ring: OpaquePointer?
  private var spaces: [Int32: AddressSpace] = [:]
  private var runtimes: [Int32: SwiftRuntime] = [:]
  private var deliver: ((CollectorEvent) -> Void)?
  private var unreadable: UInt64 = 0
  private var target = CollectorTarget(processID: 0)
  private var isStarted = false
  /// So many probes are known to the program.
  private var announcedProbes = 0
  private var stopTime: UInt64 = 0
  private var firstThreads: [() -> Void] = []
  /// Nanoseconds a probe on the Swift runtime costs the target; nil when none is set or it could not be measured.
  public private(set) var probeCost: Double?
  /// Milliseconds between two looks at the ring: it must not fill up meanwhile.
  private var interval: Int32 = 50

  /// Rows of unwind tables there is room for: 24 MB of kernel memory. The largest programs (clang, swift-frontend) have a million.
  static let rowLimit = 3 << 20

  /// - Parameter object: The loaded program; see `prepare()`.
  init(_ object: BPFObject) {
    self.object = object
    configuration = BPFConfiguration(object, rowLimit: Self.rowLimit)
  }

  deinit {
    if let ring { ring_buffer__free(ring) }
  }

  public var notes: [String] { [configuration.note].compactMap { $0 } + (probes?.notes ?? []) }

  public var counters: CollectorCounters {
    var counters = CollectorCounters()
    counters.lost = unreadable + count(HEADROOM_LOST_SAMPLES)
    counters.lostWaits = count(HEADROOM_LOST_WAITS)
    counters.requests = target.request == nil ? nil : count(HEADROOM_REQUESTS)
    counters.switches = count(HEADROOM_SWITCHES)
    counters.taskEvents = count(HEADROOM_TASK_EVENTS)
    return counters
  }

  public func start(_ target: CollectorTarget) throws(SamplingError) {
    self.target = target
    // Even when every sample carries a copy of the stack the ring must last from one look to the next.
    interval = Int32(max(5, min(50, 20_000 / max(1, target.frequency))))
    let period = UInt64(1_000_000_000 / max(1, target.frequency))
    writeSettings(isActive: false)
    try mapRing()
    // What was announced before the start is known by now; the process itself may not have been.
    if spaces[target.processID] == nil { configuration.add(target.processID) }
    isStarted = true
    for space in spaces.values { tell(space) }
    try object.attach("headroom_on_exec")
    try object.attach("headroom_on_exit")
    if target.includesChildren || target.recordsWaits { try object.attach("headroom_on_fork") }
    try startProbes()
    if target.recordsWaits {
      waits = BPFWaits(object)
      try object.attach("headroom_on_waking")
      try object.attach("headroom_on_switch")
      firstThreads = [try prepareFirstThreads()]
    } else if target.recordsTasks {
      waits = BPFWaits(object)
    }
    for processor in Self.processors() { try object.attach("headroom_on_tick", toEvent: try Self.clock(processor, period: period)) }
    writeSettings(isActive: true)
  }

  private func writeSettings(isActive: Bool) {
    var settings = headroom_settings(
      period: UInt64(1_000_000_000 / max(1, target.frequency)), namespace_inode: Self.namespaceInode,
      includes_children: target.includesChildren ? 1 : 0, records_waits: target.recordsWaits ? 1 : 0, is_active: isActive ? 1 : 0, unused: 0)
    var key: UInt32 = 0
    bpf_map_update_elem(object.map("settings"), &key, &settings, UInt64(BPF_ANY))
  }

  private func startProbes() throws(SamplingError) {
    var probes = BPFProbes(object, target)
    if let space = spaces[target.processID] { try probes.attachRequest(in: space) }
    if target.recordsTasks, !runtimes.isEmpty { probeCost = ProbeCost.measure(object) }
    self.probes = probes
    attachRuntimes()
  }

  private func attachRuntimes() {
    for (processID, runtime) in runtimes where target.recordsTasks {
      if let space = spaces[processID] { probes?.attachRuntime(in: space, runtime) }
    }
    guard let places = probes?.places, places.count > announcedProbes else { return }
    configuration.add(probes: Array(places[announcedProbes...]))
    announcedProbes = places.count
    for space in spaces.values { tell(space) }
  }

  private func prepareFirstThreads() throws(SamplingError) -> () -> Void {
    let link = try object.attach("headroom_on_thread")
    return { [unowned self] in BPFFirstThreads.deliver(link) { self.deliver?($0) } }
  }

  private func mapRing() throws(SamplingError) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    ring = ring_buffer__new(
      object.map("ring"),
      { context, data, size in
        Unmanaged<BPFCollector>.fromOpaque(context!).takeUnretainedValue().take(UnsafeRawBufferPointer(start: data, count: size))
        return 0
      }, context, nil)
    guard ring != nil else { throw BPFObject.failure("the ring buffer cannot be mapped") }
  }

  public func poll(timeout: Int32, deliver: (CollectorEvent) -> Void) throws(SamplingError) {
    withDelivery(to: deliver) {
      for work in firstThreads { work() }
      firstThreads = []
      var remaining = timeout
      repeat {
        let pause = min(remaining, interval)
        // Woken only where a program was replaced: what it consists of is to be known soon.
        let isWoken = ring.map { ring_buffer__poll($0, pause) > 0 } ?? false
        remaining -= isWoken ? 1 : pause
        consume()
      } while remaining > 0
    }
  }

  private func withDelivery(to deliver: (CollectorEvent) -> Void, _ body: () -> Void) {
    withoutActuallyEscaping(deliver) { deliver in
      self.deliver = deliver
      defer { self.deliver = nil }
      body()
    }
  }

  private func consume() { if let ring { ring_buffer__consume(ring) } }

  public func stop() {
    writeSettings(isActive: false)
    stopTime = Clock.monotonic
    object.detach()
  }

  public func takeWaits(_ ending: WaitEnding, deliver: (CollectorEvent) -> Void) -> WaitHarvest {
    var harvest = WaitHarvest()
    guard waits != nil else { return harvest }
    withDelivery(to: deliver) {
      let rows = waits!.takeEnded()
      if ending == .slice {
        harvest = waits!.takeSlice(now: Clock.monotonic)
      } else if ending != .none {
        let now = stopTime == 0 ? Clock.monotonic : stopTime
        harvest = waits!.takeOpen(now: now, isPart: ending == .part, runtimes) { self.deliver?($0) }
        harvest.time = now
        // Waits that ended between the two: their threads were seen after them, so nothing of them was taken as going on.
        harvest.rows += waits!.takeEnded()
      }
      harvest.rows += rows
      // What the rows refer to was sent before they were written.
      consume()
    }
    return harvest
  }

  public func isNotLock(stack: UInt64) {
    var key = stack
    var value: UInt32 = 1
    bpf_map_update_elem(object.map("known"), &key, &value, UInt64(BPF_EXIST))
  }

  public func imagesChanged(in space: AddressSpace) {
    spaces[space.processID] = space
    if isStarted { tell(space) }
  }

  public func runtimeFound(_ runtime: SwiftRuntime, processID: Int32) {
    let isNew = runtimes[processID] != runtime
    runtimes[processID] = runtime
    guard isStarted, isNew, let space = spaces[processID] else { return }
    tell(space)
    attachRuntimes()
  }

  private func tell(_ space: AddressSpace) { configuration.set(space, runtimes[space.processID]) }

  private func take(_ bytes: UnsafeRawBufferPointer) {
    guard let event = BPFRecord.parse(bytes) else {
      unreadable += 1
      return
    }
    if case .processExited(let processID) = event {
      configuration.forget(processID)
      spaces[processID] = nil
      runtimes[processID] = nil
    }
    deliver?(event)
  }

  /// A counter of the program, summed over all processors.
  private func count(_ counter: headroom_counter) -> UInt64 {
    var values = [UInt64](repeating: 0, count: max(1, Int(libbpf_num_possible_cpus())))
    var key = counter.rawValue
    guard bpf_map_lookup_elem(object.map("counters"), &key, &values) == 0 else { return 0 }
    return values.reduce(0, +)
  }
}
