import FixtureSupport

/// Three functions that use 60, 30 and 10 per cent of one thread's CPU time, measured by the thread's own clock.
struct Split {
  var used: [UInt64] = [0, 0, 0]
  var sink: UInt64 = 1

  /// Lets the function that is furthest behind its share run next, for a slice of random length: no timer can run in step with it.
  mutating func run() {
    let shares = [0.6, 0.3, 0.1]
    var generator = Generator(seed: 7)
    while Fixture.isRunning {
      let total = Double(used.reduce(0, +))
      let lag = shares.indices.map { shares[$0] * total - Double(used[$0]) }
      let behind = lag.firstIndex(of: lag.max()!)!
      let nanoseconds = 200_000 + generator.next() % 1_800_000
      let start = Fixture.threadTime()
      switch behind {
      case 0: sink ^= spendSixty(until: start + nanoseconds)
      case 1: sink ^= spendThirty(until: start + nanoseconds)
      default: sink ^= spendTen(until: start + nanoseconds)
      }
      used[behind] += Fixture.threadTime() - start
    }
  }
}

@inline(never)
func spendSixty(until end: UInt64) -> UInt64 {
  var value: UInt64 = 6
  repeat { value = churn(20_000, value) } while Fixture.threadTime() < end
  return value
}

@inline(never)
func spendThirty(until end: UInt64) -> UInt64 {
  var value: UInt64 = 3
  repeat { value = churn(20_000, value) } while Fixture.threadTime() < end
  return value
}

@inline(never)
func spendTen(until end: UInt64) -> UInt64 {
  var value: UInt64 = 1
  repeat { value = churn(20_000, value) } while Fixture.threadTime() < end
  return value
}

Fixture.begin(defaultSeconds: 10)
Fixture.ready()
var split = Split()
split.run()
Fixture.truth(
  "\"spendSixtyNanoseconds\": \(split.used[0]), \"spendThirtyNanoseconds\": \(split.used[1]), "
    + "\"spendTenNanoseconds\": \(split.used[2]), \"sink\": \(split.sink % 10)")
