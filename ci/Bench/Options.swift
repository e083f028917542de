/// What the command line of the bench asks for.
struct Options {
  var parts: [String] = []
  /// `--minutes N`: how long the parts that get better with time may take; each has a default of its own.
  nonisolated(unsafe) static var minutes: Double?
  /// `--resume`: what an earlier session has measured counts too, for the parts that keep it.
  nonisolated(unsafe) static var isResumed = false

  init(_ words: [String]) throws(BenchError) {
    var words = words[...]
    while let word = words.popFirst() {
      if word == "--minutes" {
        guard let number = words.popFirst().flatMap({ Double($0) }), number > 0 else { throw BenchError("--minutes takes a number") }
        Options.minutes = number
      } else if word == "--resume" {
        Options.isResumed = true
      } else {
        parts.append(word)
      }
    }
  }

  /// Seconds that a part may take.
  static func seconds(default minutes: Double) -> Double { 60 * (Options.minutes ?? minutes) }
}
