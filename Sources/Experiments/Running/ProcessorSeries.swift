/// CPU time of the target in steps of 100 ms: what tells whether it was steady when nobody prints requests.
struct ProcessorSeries {
  private let processID: Int32
  private var members: [Int32] = []
  private var membersTime: UInt64 = 0
  private var readings: [(time: UInt64, nanoseconds: Double)] = []
  static let stepSeconds = 0.1

  init(processID: Int32) { self.processID = processID }

  /// When the next reading is due.
  var due: UInt64 { (readings.last?.time).map { $0 + UInt64(nanosecondsOf: Self.stepSeconds) } ?? 0 }

  /// Takes a reading if one is due.
  mutating func tick() {
    let now = MonotonicClock.now
    guard now >= due else { return }
    // Workers come and go seldom; to look for them is dear.
    if members.isEmpty || now - membersTime > 1_000_000_000 {
      members = ProcessTree.members(of: processID)
      membersTime = now
    }
    readings.append((now, MeterReading.processorTime(of: members)))
  }

  /// Shares of a processor used in the steps that lie between two times.
  func values(from begin: UInt64, to end: UInt64) -> [Double] {
    let inside = readings.filter { $0.time >= begin && $0.time <= end }
    return zip(inside, inside.dropFirst()).map { max(0, $1.nanoseconds - $0.nanoseconds) / max(1, Double($1.time - $0.time)) }
  }
}
