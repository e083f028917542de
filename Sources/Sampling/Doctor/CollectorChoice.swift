/// Picks the collector: the one asked for, or the best that works.
public enum CollectorChoice {
  /// Collectors from the best to the one that works almost everywhere.
  static let order: [CollectorName] = [.bpf, .ptrace]

  /// Which collectors work here, and for the process if one is given, best first.
  public static func availability(processID: Int32?) -> [CollectorAvailability] { order.map { availability($0, processID: processID) } }

  /// The collector to use, and one line that says which and why.
  ///
  /// - Parameter wanted: nil for the best that works.
  public static func choose(_ wanted: CollectorName?, processID: Int32) throws(SamplingError) -> (collector: any Collector, reason: String) {
    if let wanted {
      let found = availability(wanted, processID: processID)
      guard found.isAvailable else {
        throw SamplingError(.notSupported, "the \(wanted.rawValue) collector does not work here: \(found.reason)", remedy: found.remedy)
      }
      return (make(wanted), "\(wanted.rawValue) collector, as asked")
    }
    var refused: [CollectorAvailability] = []
    for name in order {
      let found = availability(name, processID: processID)
      guard found.isAvailable else {
        refused.append(found)
        continue
      }
      let why = refused.map { "\($0.collector.rawValue) does not work here: \($0.reason)" }.joined(separator: "; ")
      return (make(name), "\(name.rawValue) collector" + (why.isEmpty ? ": exact, with the least disturbance" : " (\(why))"))
    }
    let why = refused.map { "\($0.collector.rawValue): \($0.reason)" }.joined(separator: "; ")
    throw SamplingError(
      .permissionDenied, "no collector works for process \(processID): \(why)", remedy: refused.last?.remedy ?? "run headroom doctor")
  }

  private static func availability(_ name: CollectorName, processID: Int32?) -> CollectorAvailability {
    switch name {
    case .bpf: BPFCollector.availability()
    case .ptrace: PtraceCollector.availability(processID: processID)
    case .perf:
      CollectorAvailability(
        collector: .perf, isAvailable: false, reason: "this version has no perf collector", remedy: "use --collector bpf or ptrace")
    }
  }

  private static func make(_ name: CollectorName) -> any Collector {
    switch name {
    case .bpf: BPFCollector()
    case .ptrace, .perf: PtraceCollector()
    }
  }
}
