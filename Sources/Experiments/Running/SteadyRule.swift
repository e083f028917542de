import Statistics

/// Whether a window was free of warm-up.
enum SteadyRule {
  /// - Parameter values: Requests, or CPU time, in steps of equal length. Fewer than 20 tell nothing, and are believed to be steady.
  static func isSteady(_ values: [Double]) -> Bool { TruncationRule.mser5(values)?.isSteady() ?? true }
}
