import Profiles

/// The lines of source code that have the most of each metric.
struct PageLines {
  /// Lines with less than this part of the whole are left out.
  private static let smallest: Int64 = 10_000
  private static let most = 5_000

  private struct Place: Hashable {
    var name: String
    var file: String
  }

  /// By metric: the name of the function, self, total and the number of the line; the largest first.
  private(set) var rows: [[[Int64]]] = []

  /// - Parameters:
  ///   - frames: Functions whose names the page has.
  ///   - names: The page's number for each of them.
  init(_ profile: Profile, _ options: ViewOptions, metrics: [String], frames: [ViewFrame], names: [Int]) throws(ViewError) {
    var known: [Place: Int] = [:]
    for (frame, name) in zip(frames, names) { known[Place(name: frame.name, file: frame.file)] = name }
    for metric in metrics {
      var own = options.grouped(.line)
      own.sampleType = metric.isEmpty ? nil : metric
      let table = FunctionTable(try ProfileView(profile, own))
      let least = table.total / Self.smallest
      rows.append(
        table.rows.filter { $0.total > least && $0.frame.line > 0 }.prefix(Self.most).compactMap { row in
          known[Place(name: row.frame.name, file: row.frame.file)].map { [Int64($0), row.selfValue, row.total, Int64(row.frame.line)] }
        })
    }
  }
}
