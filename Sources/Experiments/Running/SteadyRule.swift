import Statistics

/// Whether a window was free of warm-up.
enum SteadyRule {
  /// Of fewer values one noisy series in ten would be called unsteady.
  static let fewest = 40

  /// - Parameter values: Requests, or CPU time, in steps of equal length. Fewer than 40 tell too little, and are believed to be steady.
  static func isSteady(_ values: [Double]) -> Bool { values.count < fewest || TruncationRule.mser5(values)?.isSteady() ?? true }
}
