/// Picks the collector: the one asked for, or the best that works.
public enum CollectorChoice {
  /// Collectors from the best to the one that works almost everywhere.
  static let order: [CollectorName] = [.bpf, .ptrace]

  /// Which collectors work here, and for the process if one is given, best first.
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
    for name in order {
      let (collector, found) = prepare(name, processID: processID)
      guard let collector else {
        refused.append(found)
        continue
      }
      let why = refused.map { "\($0.collector.rawValue) does not work here: \($0.reason)" }.joined(separator: "; ")
      return (collector, "\(name.rawValue) collector" + (why.isEmpty ? ": exact, with the least disturbance" : " (\(why))"))
    }
    let why = refused.map { "\($0.collector.rawValue): \($0.reason)" }.joined(separator: "; ")
    throw SamplingError(
      .permissionDenied, "no collector works for process \(processID): \(why)", remedy: refused.last?.remedy ?? "run headroom doctor")
  }

  private static func prepare(_ name: CollectorName, processID: Int32?) -> (collector: (any Collector)?, availability: CollectorAvailability) {
    switch name {
    case .bpf: return BPFCollector.prepare()
    case .ptrace:
      let found = PtraceCollector.availability(processID: processID)
      return (found.isAvailable ? PtraceCollector() : nil, found)
    case .perf:
      let reason = "this version has no perf collector"
      return (nil, CollectorAvailability(collector: .perf, isAvailable: false, reason: reason, remedy: "use --collector bpf or ptrace"))
    }
  }
}
