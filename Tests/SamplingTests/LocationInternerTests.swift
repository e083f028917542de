import Testing

@testable import Sampling

@Suite("The location interner")
struct LocationInternerTests {
  @Test("gives an address the same index for good, however many there are")
  func stable() {
    var interner = LocationInterner()
    var next: UInt32 = 0
    func address(_ index: Int) -> UInt64 { UInt64(index) &* 0x10_0000_0013 & 0x7fff_ffff_ffff }
    for _ in 0..<2 {
      for index in 0..<20_000 {
        let value = interner.intern(address(index), isAsync: false) {
          defer { next += 1 }
          return next
        }
        #expect(value == UInt32(index))
      }
    }
    #expect(next == 20_000)
  }

  @Test("keeps an address of the async chain apart from the same one on the physical stack")
  func asyncIsAnother() {
    var interner = LocationInterner()
    for (address, first) in [(UInt64(0), UInt32(0)), (0x40_1000, 2), (0x1ff_ffff_ffff_ffff, 4)] {
      #expect(interner.intern(address, isAsync: false) { first } == first)
      #expect(interner.intern(address, isAsync: true) { first + 1 } == first + 1)
      #expect(interner.intern(address, isAsync: false) { 99 } == first)
      #expect(interner.intern(address, isAsync: true) { 99 } == first + 1)
    }
  }

  @Test("finds addresses again that fall on the same slot")
  func collisions() {
    var interner = LocationInterner()
    // Consecutive pages: many share their low bits.
    let addresses = (0..<5000).map { UInt64($0) << 32 | 0x1000 }
    for (index, address) in addresses.enumerated() { #expect(interner.intern(address, isAsync: false) { UInt32(index) } == UInt32(index)) }
    for (index, address) in addresses.enumerated() { #expect(interner.intern(address, isAsync: false) { .max } == UInt32(index)) }
  }
}
