/// Lines of source code with a large part of some sample type, and which of them every stack ends in.
///
/// - Complexity: linear in samples, locations and the frames of distinct stacks, for each sample type.
public struct SampleLines: Sendable {
  /// Lines with less than this part of the whole are left out.
  private static let smallest: Int64 = 10_000
  private static let most = 5_000

  /// With the line in place of the declaration's.
  public let frames: [ViewFrame]
  /// By sample type and line: the sum of the samples that have the line anywhere in their stack.
  public let totals: [[Int64]]
  /// By stack: the line its first visible frame is at, an index into `frames`; -1 where nobody knows it, or it is one that was left out.
  let leaf: [Int32]

  /// - Parameters:
  ///   - options: As for `SampleTree`; what is hidden here counts for the line that called it.
  ///   - types: Sample types by name.
  init(_ profile: Profile, _ options: ViewOptions, types: [String]) throws(ViewError) {
    var byLine = options
    byLine.groupBy = .line
    var lines = DistinctValues<ViewFrame>()
    var large: [[(line: Int, total: Int64)]] = []
    for type in types {
      var own = byLine
      own.sampleType = type.isEmpty ? nil : type
      let table = FunctionTable(try ProfileView(profile, own))
      let least = table.total / Self.smallest
      let rows = table.rows.filter { $0.total > least && $0.frame.line > 0 }.prefix(Self.most)
      large.append(rows.map { (lines.index(of: $0.frame), $0.total) })
    }
    frames = lines.values
    totals = large.map { [count = frames.count] rows in
      var sums = [Int64](repeating: 0, count: count)
      for row in rows { sums[row.line] = row.total }
      return sums
    }
    let view = try ProfileView(profile, byLine)
    let numbers = view.frames.map { Int32(lines.known($0) ?? -1) }
    var leaf = [Int32](repeating: -1, count: profile.stacks.count)
    view.forEachStack { stack, path, _ in leaf[stack] = numbers[Int(path[0])] }
    self.leaf = leaf
  }
}
