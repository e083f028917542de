import Profiles

/// What the page draws, as JSON: names once, trees and tables as columns of numbers that refer to them.
enum PageData {
  /// Nodes of the tree with less than this part of the whole are summed up as one per parent: they would be narrower than a pixel.
  static let smallestPart: Int64 = 5_000
  /// Functions with less than this part of the whole are left out of the table.
  static let smallestFunction: Int64 = 10_000
  /// Threads and tasks beyond this number are one row.
  static let mostShares = 500

  static func json(_ profile: Profile, _ options: ViewOptions) throws(ViewError) -> [UInt8] {
    var names = PageNames()
    let shown = try PageMetric(profile.shownType(options), profile, options, &names)
    let more = try others(profile, options, &names)
    let account = try WaitAccount(profile, options).map { PageAccount($0, &names) }
    let view = try ProfileView(profile, options)
    let summary = Summary(profile)
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("heading", summary.heading)
      writer.field("trust", summary.trust)
      writer.key("notes")
      writer.array { writer in
        for note in summary.notes { writer.value(note) }
        if options.states != nil { for line in Summary.scope(view) { writer.value(line) } }
        if let reason = Summary.emptyReason(FunctionTable(view), of: profile) { writer.value(reason) }
      }
      writer.field("tool", profile.environment.toolVersion.isEmpty ? "" : "headroom \(profile.environment.toolVersion)")
      if let requests = profile.environment.countedRequests { writer.field("requests", requests) }
      names.write(&writer)
      shown.write(&writer)
      guard !more.isEmpty || account != nil else { return }
      writer.key("more")
      writer.array { writer in for metric in more { writer.object { metric.write(&$0) } } }
      account?.write(&writer)
    }
    return writer.utf8
  }

  /// What a reader can choose instead of the values that are shown first. A report narrowed to some states has nothing else.
  private static func others(_ profile: Profile, _ options: ViewOptions, _ names: inout PageNames) throws(ViewError) -> [PageMetric] {
    guard options.states == nil, profile.hasWaits else { return [] }
    var metrics: [PageMetric] = []
    for type in [ValueType.cpu, .wait, .queue, .blame] where profile.sampleTypes.contains(type) {
      var other = options
      other.sampleType = type.type
      if type.type != profile.shownType(options) { metrics.append(try PageMetric(type.type, profile, other, &names)) }
      if type == .wait {
        other.states = ThreadState.allCases.filter(\.isResting).map(\.rawValue)
        metrics.append(try PageMetric("rest", profile, other, &names))
      }
    }
    return metrics.filter { $0.total != 0 }
  }
}
