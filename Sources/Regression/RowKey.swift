/// A row a gate may fail on, told apart from look to look.
enum RowKey: Hashable, Sendable {
  /// By the frame that stands for it.
  case function(Int)
  case metric(Comparison.MetricChange.Name, String)
}
