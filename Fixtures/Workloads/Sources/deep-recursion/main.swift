import FixtureSupport

/// Frames at the deepest point, main's not counted.
let depth = 2_000

/// Works a little at every hundredth level and most at the bottom. What follows the call keeps every frame on the stack: of a mere sum the
/// compiler would make a loop.
@inline(never)
func descend(_ remaining: Int, _ value: UInt64) -> UInt64 {
  guard remaining > 1 else { return bottom(value) }
  let own = remaining % 100 == 0 ? churn(3_000, value) : value
  return (descend(remaining - 1, own &+ 1) ^ own) &* 0x9e37_79b9_7f4a_7c15
}

@inline(never)
func bottom(_ value: UInt64) -> UInt64 { churn(200_000, value) }

Fixture.begin(defaultSeconds: 10)
Fixture.ready()
var total: UInt64 = 0
var descents = 0
while Fixture.isRunning {
  total ^= descend(depth, total)
  descents += 1
}
Fixture.truth("\"depth\": \(depth), \"descents\": \(descents), \"cpuNanoseconds\": \(Fixture.processTime()), \"sink\": \(total % 10)")
