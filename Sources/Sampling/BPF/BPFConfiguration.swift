import CBPF
import Glibc
import Images

/// Writes what the program has to know of each process into its maps.
struct BPFConfiguration {
  private let configurations: Int32
  private let processes: Int32
  private var tables: BPFUnwindTables
  /// Entries that no process uses, the one that has been free longest first: a walk that is under way may still use the last.
  private var freeEntries = Array(1..<UInt32(HEADROOM_CONFIGURATION_LIMIT))
  private var entries: [Int32: UInt32] = [:]
  private var generation: UInt32 = 0
  /// Addresses in their files of the instructions that are probed.
  private var probes: [(image: Image, address: UInt64)] = []

  /// - Parameter rowLimit: rows of unwind tables that the program was loaded for.
  init(_ object: BPFObject, rowLimit: Int) {
    configurations = object.map("configurations")
    processes = object.map("processes")
    tables = BPFUnwindTables(object, rowLimit: rowLimit)
  }

  /// One line for the reader when tables found no room.
  var note: String? {
    let images = tables.imagesWithoutRoom
    guard let first = images.first else { return nil }
    let more = images.count > 1 ? " and \(images.count - 1) more" : ""
    return "no room in the kernel for the unwind tables of \(first)\(more): stacks through them are copied, 16 KiB at most"
  }

  /// Begins to sample a process of which nothing is known yet.
  func add(_ processID: Int32) { setEntry(0, of: processID) }

  /// The process has these images now, and this Swift runtime.
  mutating func set(_ space: AddressSpace, _ runtime: SwiftRuntime?) {
    // Every state of a process gets a new entry: a walk that is under way goes on with the old one.
    guard !freeEntries.isEmpty else { return setEntry(0, of: space.processID) }
    let entry = freeEntries.removeFirst()
    remove(space.processID)
    entries[space.processID] = entry
    let configuration = UnsafeMutablePointer<headroom_configuration>.allocate(capacity: 1)
    defer { configuration.deallocate() }
    memset(configuration, 0, MemoryLayout<headroom_configuration>.size)
    generation &+= 1
    configuration.pointee.generation = generation
    if let runtime { Self.fill(&configuration.pointee, runtime) }
    fill(configuration, space)
    var key = entry
    bpf_map_update_elem(configurations, &key, configuration, UInt64(BPF_ANY))
    setEntry(entry, of: space.processID)
  }

  /// The process has ended, and its number may be another's soon: what was told of it meanwhile goes too.
  mutating func forget(_ processID: Int32) {
    remove(processID)
    var key = UInt32(bitPattern: processID)
    bpf_map_delete_elem(processes, &key)
  }

  /// Its entry is replaced.
  private mutating func remove(_ processID: Int32) { if let entry = entries.removeValue(forKey: processID) { freeEntries.append(entry) } }

  /// These instructions are probed from now on.
  mutating func add(probes: [(image: Image, address: UInt64)]) { self.probes += probes }

  private func setEntry(_ entry: UInt32, of processID: Int32) {
    var key = UInt32(bitPattern: processID)
    var value = entry
    bpf_map_update_elem(processes, &key, &value, UInt64(BPF_ANY))
  }

  private static func fill(_ configuration: inout headroom_configuration, _ runtime: SwiftRuntime) {
    if let layout = TaskLayout.version(runtime.layoutVersion), let slot = runtime.taskSlot {
      fillPlaces(&configuration, runtime, slot)
      configuration.task_metadata = runtime.taskMetadata
      configuration.job_flags = UInt32(layout.jobFlags)
      configuration.task_id_low = UInt32(layout.idLow)
      configuration.task_id_high = UInt32(layout.idHigh)
      configuration.status_list = UInt32(layout.statusList)
      configuration.resume_function = UInt32(layout.resumeFunction)
      configuration.resume_context = UInt32(layout.resumeContext)
      configuration.record_kind = UInt32(layout.recordKind)
      configuration.record_next = UInt32(layout.recordNext)
      configuration.name_kind = UInt32(layout.nameKind)
      configuration.name_pointer = UInt32(layout.namePointer)
      configuration.starters = (runtime.starters.first ?? 0, runtime.starters.dropFirst().first ?? 0)
      configuration.entry = UInt64(layout.entry)
      let adapters = runtime.childAdapters + [0, 0, 0]
      configuration.child_adapters = (adapters[0], adapters[1], adapters[2])
      configuration.actor_job_kind = UInt32(layout.actorJobKind)
      configuration.actor_job_actor = UInt32(layout.actorJobActor)
    }
    let runners = runtime.jobRunners.prefix(HEADROOM_RUNNER_LIMIT)
    configuration.runner_count = UInt32(runners.count)
    withUnsafeMutableBytes(of: &configuration.runners) { bytes in
      let table = bytes.bindMemory(to: headroom_range.self)
      for (index, runner) in runners.enumerated() { table[index] = headroom_range(start: runner.lowerBound, end: runner.upperBound) }
    }
  }

  private static func fillPlaces(_ configuration: inout headroom_configuration, _ runtime: SwiftRuntime, _ slot: SwiftRuntime.ThreadSlot) {
    switch slot {
    case .threadPointer(let offset):
      configuration.task_place = HEADROOM_TASK_AT_THREAD.rawValue
      configuration.task_offset = offset
    case .module(let id, let offset):
      configuration.task_place = HEADROOM_TASK_IN_MODULE.rawValue
      configuration.task_module = id
      configuration.task_offset = Int64(bitPattern: offset)
    }
    switch runtime.executorSlot {
    case .threadPointer(let offset): configuration.executor_offset = offset
    case .module(_, let offset): configuration.executor_offset = Int64(bitPattern: offset)
    case nil: configuration.executor_offset = configuration.task_offset
    }
  }

  private func fillProbes(_ configuration: inout headroom_configuration, _ space: AddressSpace) {
    let addresses = probes.flatMap { probe in
      space.regions.filter { $0.image === probe.image && ($0.start..<$0.end).contains(probe.address &+ $0.bias) }.map { probe.address &+ $0.bias }
    }
    let kept = addresses.prefix(HEADROOM_PROBE_LIMIT)
    configuration.probe_count = UInt32(kept.count)
    withUnsafeMutableBytes(of: &configuration.probes) { bytes in
      for (index, address) in kept.enumerated() { bytes.storeBytes(of: address, toByteOffset: index * 8, as: UInt64.self) }
    }
  }

  private mutating func fill(_ configuration: UnsafeMutablePointer<headroom_configuration>, _ space: AddressSpace) {
    fillProbes(&configuration.pointee, space)
    // Regions beyond the limit are left out: there stacks are copied, which costs more and loses nothing.
    let kept = space.regions.prefix(HEADROOM_REGION_LIMIT)
    configuration.pointee.region_count = UInt32(kept.count)
    let table = (UnsafeMutableRawPointer(configuration) + MemoryLayout<headroom_configuration>.offset(of: \.regions)!)
      .assumingMemoryBound(to: headroom_region.self)
    for (index, region) in kept.enumerated() {
      let entry = tables.entry(of: region.image)
      let keeps = region.image.keepsFramePointers
      table[index] = headroom_region(
        start: region.start, end: region.end, base: region.bias &+ region.image.unwindTable.base, first_row: entry.firstRow,
        row_count: entry.rowCount, flags: keeps ? HEADROOM_KEEPS_FRAME_POINTERS.rawValue : 0, unused: 0)
      if !keeps, region.image.elf?.hasSwiftSections == true { configuration.pointee.follows_context = 1 }
    }
  }
}
