import FixtureSupport
import Glibc

/// One thread whose time is spent in leaves of the C library and the kernel: `malloc` and `free`, `memcpy`, `write`.
struct Leaves {
  var used: [UInt64] = [0, 0, 0]
  private let memory = Memory()

  mutating func run() {
    let memory = memory
    while Fixture.isRunning {
      measure(0) { spendMalloc() }
      measure(1) { spendMemcpy(memory) }
      measure(2) { spendWrite(memory) }
    }
  }

  private mutating func measure(_ part: Int, _ body: () -> Void) {
    let start = Fixture.threadTime()
    body()
    used[part] += Fixture.threadTime() - start
  }
}

/// What is copied and written.
struct Memory {
  static let bytes = 8 << 20
  let source = UnsafeMutableRawPointer.allocate(byteCount: Memory.bytes, alignment: 64)
  let target = UnsafeMutableRawPointer.allocate(byteCount: Memory.bytes, alignment: 64)
  let null = open("/dev/null", O_WRONLY)

  init() { memset(source, 1, Memory.bytes) }
}

/// Blocks of many sizes, some from a thread's cache and some not.
@inline(never)
func spendMalloc() {
  var blocks = [UnsafeMutableRawPointer?](repeating: nil, count: 256)
  for round in 0..<32 {
    for index in blocks.indices { blocks[index] = malloc(16 + (index * 37 + round * 101) % 4_096) }
    for index in blocks.indices { free(blocks[index]) }
  }
}

@inline(never)
func spendMemcpy(_ memory: Memory) {
  memcpy(memory.target, memory.source, Memory.bytes)
}

@inline(never)
func spendWrite(_ memory: Memory) {
  for _ in 0..<4_000 { _ = write(memory.null, memory.source, 64) }
}

Fixture.begin(defaultSeconds: 10)
Fixture.ready()
var leaves = Leaves()
leaves.run()
Fixture.truth(
  Fixture.json(["mallocNanoseconds": leaves.used[0], "memcpyNanoseconds": leaves.used[1], "writeNanoseconds": leaves.used[2]]))
