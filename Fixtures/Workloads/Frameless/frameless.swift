import Glibc

// Built by bare `swiftc -O`, which keeps no frame pointers: only call frame information leads to the callers.

@inline(never)
func churn(_ rounds: Int, _ seed: UInt64) -> UInt64 {
  var value = seed | 1
  for _ in 0..<rounds { value = (value ^ (value >> 7)) &* 0xbf58_476d_1ce4_e5b9 }
  return value
}

@inline(never)
func level1(_ a: UInt64, _ b: UInt64) -> UInt64 { level2(a &+ 1, b) &+ level2(b, a) }

@inline(never)
func level2(_ a: UInt64, _ b: UInt64) -> UInt64 {
  // Values that live across calls keep callee-saved registers busy.
  let c = churn(300, a)
  let d = churn(300, b)
  return level3(c, d) ^ c ^ (d &* a) ^ b
}

@inline(never)
func level3(_ a: UInt64, _ b: UInt64) -> UInt64 {
  var table: InlineArray<32, UInt64> = InlineArray(repeating: a)
  for index in 0..<32 { table[index] = level4(table[31 - index], b) }
  return table[Int(a & 31)] &+ table[Int(b & 31)]
}

@inline(never)
func level4(_ a: UInt64, _ b: UInt64) -> UInt64 { level5(a, b, a ^ b, a &+ b, a &* 3, b &* 5) &+ a }

@inline(never)
func level5(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64, _ e: UInt64, _ f: UInt64) -> UInt64 {
  level6(a ^ f, b ^ e) &+ c &+ d &+ e &+ f
}

@inline(never)
func level6(_ a: UInt64, _ b: UInt64) -> UInt64 { level7(a) &+ level7(b) }

@inline(never)
func level7(_ a: UInt64) -> UInt64 { framelessLeaf(a) ^ 1 }

@inline(never)
func framelessLeaf(_ a: UInt64) -> UInt64 { churn(400, a) &+ a }

/// The C library's `qsort` between two functions of ours.
@inline(never)
func throughLibrary(_ seed: UInt64) -> UInt64 {
  var values = (0..<64).map { seed &* UInt64($0 * 2_654_435_761 + 1) }
  qsort(&values, values.count, 8) { left, right in compare(left!, right!) }
  return values[0]
}

@inline(never)
func compare(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer) -> Int32 {
  let (a, b) = (churn(300, left.load(as: UInt64.self)), churn(300, right.load(as: UInt64.self)))
  return a < b ? -1 : a > b ? 1 : 0
}

nonisolated(unsafe) var stop: sig_atomic_t = 0
signal(SIGTERM) { _ in stop = 1 }
signal(SIGINT) { _ in stop = 1 }
var seconds = 10.0
if let index = CommandLine.arguments.firstIndex(of: "--seconds"), index + 1 < CommandLine.arguments.count {
  seconds = Double(CommandLine.arguments[index + 1]) ?? seconds
}

func now(_ clock: clockid_t) -> UInt64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

let end = now(CLOCK_MONOTONIC) + UInt64(seconds * 1e9)
print("ready")
fflush(nil)
var sink: UInt64 = 1
var chain: UInt64 = 0
var library: UInt64 = 0
while stop == 0, now(CLOCK_MONOTONIC) < end {
  let start = now(CLOCK_THREAD_CPUTIME_ID)
  for _ in 0..<16 { sink ^= level1(sink, 3) }
  let middle = now(CLOCK_THREAD_CPUTIME_ID)
  sink ^= throughLibrary(sink)
  chain += middle - start
  library += now(CLOCK_THREAD_CPUTIME_ID) - middle
}
print("truth: {\"level1Nanoseconds\": \(chain), \"throughLibraryNanoseconds\": \(library), \"depth\": 9, \"sink\": \(sink % 10)}")
