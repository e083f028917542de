import Glibc
import Images
import Profiles

@testable import Sampling

/// What coarse states tell of a process in some time, with names.
struct CoarseRecording {
  var rows: [CoarseRow] = []
  /// Rows that were delivered because their threads had ended.
  var ended: [CoarseRow] = []
  /// How long each thread that was always there was looked at, nanoseconds: its first look is within `start`, its last within `stop`.
  var bounds: ClosedRange<Int64> = 0...0
  private let space: AddressSpace

  /// Looks at a process every 20 ms until `condition` tells to stop.
  init(_ processID: Int32, until condition: (Int64) -> Bool) {
    let space = AddressSpace(processID: processID, cache: ImageCache())
    self.space = space
    let states = CoarseStates { _, address in
      if space.lookup(address) == nil { space.refresh() }
      return space
    }
    let start = Clock.monotonic
    states.start(processIDs: [processID])
    let started = Clock.monotonic
    while !condition(Int64(Clock.monotonic &- started)) {
      usleep(20_000)
      states.tick(processIDs: [processID]) { ended.append($0) }
    }
    let stopping = Clock.monotonic
    rows = ended + states.stop()
    bounds = Int64(stopping &- started)...Int64(Clock.monotonic &- start)
  }

  init(_ processID: Int32, milliseconds: Int64) { self.init(processID) { $0 >= milliseconds * 1_000_000 } }

  /// The functions of a row's stack as in the symbol tables.
  func functions(_ row: CoarseRow) -> [String] {
    row.stack.map { address in
      guard let region = space.lookup(address) else { return "" }
      return region.image.symbolizer?.symbols.function(at: address &- region.bias)?.name ?? ""
    }
  }

  func state(_ row: CoarseRow) -> ThreadState? { row.cause.map { WaitRules.state($0, functions: functions(row)) } }

  /// Nanoseconds in a state, of the threads that `isIncluded` tells.
  func waited(_ state: ThreadState, _ isIncluded: (CoarseRow) -> Bool = { _ in true }) -> Int64 {
    rows.filter { isIncluded($0) && self.state($0) == state }.reduce(0) { $0 + $1.nanoseconds }
  }

  func time(_ kind: CoarseRow.Kind) -> Int64 { rows.filter { $0.kind == kind }.reduce(0) { $0 + $1.nanoseconds } }

  /// Nanoseconds of each thread, all its rows together.
  var totals: [Int32: Int64] {
    rows.reduce(into: [:]) { $0[$1.threadID, default: 0] += $1.nanoseconds }
  }
}
