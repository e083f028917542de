import Regression

/// One thing a pipeline is told: a total or a function that costs more, cost that moved, a function that is new.
struct Finding {
  enum Rule: String, CaseIterable {
    case performanceRegression = "performance-regression"
    case scalabilityRegression = "scalability-regression"
    case moved, new

    static func of(_ aspect: Aspect) -> Self { aspect == .performance ? .performanceRegression : .scalabilityRegression }
  }

  /// The worst first.
  enum Level: Int, CaseIterable { case error, warning, note }

  var rule: Rule
  var level: Level
  /// The function, or the total.
  var name: String
  /// One sentence.
  var message: String
  /// As the debug information names it; empty for a total.
  var file = ""
  var line = 0
  /// Tells it from all others, in this run and in later ones; no line, for lines move.
  var key: String
  /// What orders findings of a level.
  var size: Double
  /// Of all its measurements; nil for what is new.
  var change: Double?
}

extension Finding.Rule {
  var title: String {
    switch self {
    case .performanceRegression: "A request costs more"
    case .scalabilityRegression: "More load is carried worse"
    case .moved: "Cost moved here"
    case .new: "A new function costs something"
    }
  }

  var meaning: String {
    switch self {
    case .performanceRegression:
      "The head spends more on each request than the base, here. The change is significant after correction for all rows and at least as large as the threshold."
    case .scalabilityRegression:
      "Requests of the head wait more for each other than those of the base: for a lock, an actor, a core, or another serial resource."
    case .moved: "This function costs more, and another one of the same caller, type, file or module gave up as much: the sum did not change."
    case .new: "This function is not in the base, and takes a part of the program that is worth mentioning."
    }
  }
}

extension Finding.Level {
  /// As SARIF calls it; GitHub's annotations call the last one `notice`.
  var name: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .note: "note"
    }
  }
}
