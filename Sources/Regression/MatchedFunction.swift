import Profiles

/// What is one function on both sides: frames of the forest whose costs are added.
struct MatchedFunction: Sendable {
  /// Frames by which it is found; every frame of the forest is of exactly one function, so that no cost is lost or counted twice.
  var frames: [Int]
  /// The frame a reader is shown: of the head where it has one.
  var shown: Int
  /// The frame it was in the base, when its name is another there.
  var before: Int?
  var match: Comparison.Match
}
