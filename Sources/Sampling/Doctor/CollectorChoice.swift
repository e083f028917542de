import Images

/// Picks the collector: the one asked for, or the best that works.
public enum CollectorChoice {
  /// Collectors in the order in which they disturb a target: the least first.
  static let order: [CollectorName] = [.bpf, .perf, .ptrace]

  /// The order for a program that uses Swift concurrency: ptrace sees every async caller and task, perf only what it can prove.
  static let orderForConcurrency: [CollectorName] = [.bpf, .ptrace, .perf]

  /// Which collectors work here, and for the process if one is given.
  public static func availability(processID: Int32?) -> [CollectorAvailability] { order.map { prepare($0, processID: processID).availability } }

  /// The collector to use, and one line that says which and why.
  ///
  /// - Parameter wanted: nil for the best that works.
  public static func choose(_ wanted: CollectorName?, processID: Int32) throws(SamplingError) -> (collector: any Collector, reason: String) {
    if let wanted {
      let (collector, found) = prepare(wanted, processID: processID)
      guard let collector else {
        throw SamplingError(.notSupported, "the \(wanted.rawValue) collector does not work here: \(found.reason)", remedy: found.remedy)
      }
      return (collector, "\(wanted.rawValue) collector, as asked")
    }
    var refused: [CollectorAvailability] = []
    let bpf = prepare(.bpf, processID: processID)
    if let collector = bpf.collector { return (collector, "bpf collector: exact, with the least disturbance") }
    refused.append(bpf.availability)
    // Only now: to look for a runtime takes longer than to ask the kernel.
    let isConcurrent = usesConcurrency(processID)
    for name in isConcurrent ? orderForConcurrency : order where name != .bpf {
      let (collector, found) = prepare(name, processID: processID)
      guard let collector else {
        refused.append(found)
        continue
      }
      let why = refused.map { "\($0.collector.rawValue) does not work here: \($0.reason)" }.joined(separator: "; ")
      return (collector, "\(name.rawValue) collector: \(advantage(of: name, isConcurrent: isConcurrent)) (\(why))")
    }
    let why = refused.map { "\($0.collector.rawValue): \($0.reason)" }.joined(separator: "; ")
    throw SamplingError(
      .permissionDenied, "no collector works for process \(processID): \(why)", remedy: refused.last?.remedy ?? "run headroom doctor")
  }

  /// Why a collector is the best of those that work.
  private static func advantage(of name: CollectorName, isConcurrent: Bool) -> String {
    switch name {
    case .bpf: "exact, with the least disturbance"
    case .perf: isConcurrent ? "stops no thread; async callers and tasks only where they can be proved" : "stops no thread"
    case .ptrace: isConcurrent ? "stops threads, and so sees every async caller and task" : "stops threads to copy their stacks"
    }
  }

  /// True when the process has the Swift concurrency runtime, as a library or inside its executable.
  private static func usesConcurrency(_ processID: Int32) -> Bool {
    let space = AddressSpace(processID: processID, cache: ImageCache())
    return space.library(named: SwiftRuntime.libraryName) != nil || SwiftRuntime.discover(in: space).runtime != nil
  }

  private static func prepare(_ name: CollectorName, processID: Int32?) -> (collector: (any Collector)?, availability: CollectorAvailability) {
    switch name {
    case .bpf: return BPFCollector.prepare()
    case .perf:
      let found = PerfCollector.availability(processID: processID)
      return (found.isAvailable ? PerfCollector() : nil, found)
    case .ptrace:
      let found = PtraceCollector.availability(processID: processID)
      return (found.isAvailable ? PtraceCollector() : nil, found)
    }
  }
}
