import CBPF
import Glibc
import Images

/// Writes what the program has to know of each process into its maps.
struct BPFConfiguration {
  private let configurations: Int32
  private let processes: Int32
  private let roots: Int32
  /// Entry of each process; entry 0 stays empty for processes of which nothing is known.
  private var entries: [Int32: UInt32] = [:]
  private var nextEntry: UInt32 = 1
  private var runtimes: [Int32: SwiftRuntime] = [:]

  init(_ object: BPFObject) {
    configurations = object.map("configurations")
    processes = object.map("processes")
    roots = object.map("roots")
  }

  /// Begins to sample a process of which nothing is known yet.
  func add(_ processID: Int32) { setEntry(0, of: processID) }

  /// The process has these images now.
  mutating func setImages(_ space: AddressSpace) { write(space.processID, ranges: space.framePointerRanges) }

  /// The process has this Swift runtime.
  mutating func setRuntime(_ runtime: SwiftRuntime, processID: Int32, space: AddressSpace?) {
    runtimes[processID] = runtime
    if let space { setImages(space) }
  }

  /// Stacks of the process end at this return address.
  func addRoot(_ address: UInt64, processID: Int32) {
    guard let entry = entries[processID] else { return }
    var key = headroom_root(configuration: UInt64(entry), address: address)
    var value: UInt32 = 1
    bpf_map_update_elem(roots, &key, &value, UInt64(BPF_ANY))
  }

  private mutating func write(_ processID: Int32, ranges: [Range<UInt64>]) {
    // Every state of a process gets a new entry: roots that were learned for the old one do not hold.
    let entry = nextEntry
    nextEntry = nextEntry + 1 < UInt32(HEADROOM_CONFIGURATION_LIMIT) ? nextEntry + 1 : 1
    let configuration = UnsafeMutablePointer<headroom_configuration>.allocate(capacity: 1)
    defer { configuration.deallocate() }
    memset(configuration, 0, MemoryLayout<headroom_configuration>.size)
    if let runtime = runtimes[processID] { Self.fill(&configuration.pointee, runtime) }
    Self.fill(configuration, ranges)
    var key = entry
    bpf_map_update_elem(configurations, &key, configuration, UInt64(BPF_ANY))
    entries[processID] = entry
    setEntry(entry, of: processID)
  }

  private func setEntry(_ entry: UInt32, of processID: Int32) {
    var key = UInt32(bitPattern: processID)
    var value = entry
    bpf_map_update_elem(processes, &key, &value, UInt64(BPF_ANY))
  }

  private static func fill(_ configuration: inout headroom_configuration, _ runtime: SwiftRuntime) {
    if let layout = TaskLayout.version(runtime.layoutVersion), let slot = runtime.taskSlot {
      switch slot {
      case .threadPointer(let offset):
        configuration.task_place = HEADROOM_TASK_AT_THREAD.rawValue
        configuration.task_offset = offset
      case .module(let id, let offset):
        configuration.task_place = HEADROOM_TASK_IN_MODULE.rawValue
        configuration.task_module = id
        configuration.task_offset = Int64(bitPattern: offset)
      }
      configuration.task_metadata = runtime.taskMetadata
      configuration.task_id_low = UInt32(layout.idLow)
      configuration.task_id_high = UInt32(layout.idHigh)
      configuration.status_list = UInt32(layout.statusList)
      configuration.record_kind = UInt32(layout.recordKind)
      configuration.record_next = UInt32(layout.recordNext)
      configuration.name_kind = UInt32(layout.nameKind)
      configuration.name_pointer = UInt32(layout.namePointer)
    }
    let runners = runtime.jobRunners.prefix(HEADROOM_RUNNER_LIMIT)
    configuration.runner_count = UInt32(runners.count)
    withUnsafeMutableBytes(of: &configuration.runners) { bytes in
      let table = bytes.bindMemory(to: headroom_range.self)
      for (index, runner) in runners.enumerated() { table[index] = headroom_range(start: runner.lowerBound, end: runner.upperBound) }
    }
  }

  private static func fill(_ configuration: UnsafeMutablePointer<headroom_configuration>, _ ranges: [Range<UInt64>]) {
    // Ranges beyond the limit are left out: there stacks are copied, which costs more and loses nothing.
    let kept = ranges.prefix(HEADROOM_RANGE_LIMIT)
    configuration.pointee.range_count = UInt32(kept.count)
    let table = (UnsafeMutableRawPointer(configuration) + MemoryLayout<headroom_configuration>.offset(of: \.ranges)!)
      .assumingMemoryBound(to: headroom_range.self)
    for (index, range) in kept.enumerated() { table[index] = headroom_range(start: range.lowerBound, end: range.upperBound) }
  }
}
