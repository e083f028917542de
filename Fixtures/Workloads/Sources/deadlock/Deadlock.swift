import FixtureSupport

/// Something that hangs for ever.
protocol Deadlock: Sendable {
  /// Returns when all that shall hang is about to.
  func start()
  /// The members of the truth.
  func truth() -> String
}

extension Lane.State {
  static var working: Self { .init(1) }
  static var waiting: Self { .init(2) }
}
