import Testing

@testable import Sampling

@Suite("The innermost async funclet")
struct PhysicalStackTests {
  private static let runners: [Range<UInt64>] = [0x1000..<0x1100, 0x2000..<0x2001]

  private func funclet(_ addresses: [UInt64], _ runners: [Range<UInt64>] = runners) -> Int? {
    var stack = PhysicalStack()
    stack.addresses = addresses
    return stack.frameCalled(by: runners)
  }

  @Test("is the frame that a job runner called")
  func found() {
    #expect(funclet([0x10, 0x20, 0x1050, 0x30]) == 1)
    #expect(funclet([0x10, 0x2000, 0x30]) == 0)
  }

  @Test("is the one nearest the leaf when jobs are nested")
  func nested() { #expect(funclet([0x10, 0x1050, 0x20, 0x1060]) == 0) }

  @Test("is not there when the runner itself is the leaf, or none is on the stack")
  func none() {
    #expect(funclet([0x1050]) == nil)
    #expect(funclet([0x1050, 0x30]) == nil)
    #expect(funclet([0x10, 0x1100, 0x2001, 0xfff]) == nil)
    #expect(funclet([]) == nil)
    #expect(funclet([0x10, 0x1050], []) == nil)
  }

  @Test("is forgotten with the stack")
  func removeAll() {
    var stack = PhysicalStack(addresses: [1], isTruncated: true, funcletIndex: 0, isChainProved: true, isChainFromRegister: true)
    stack.removeAll()
    #expect(stack.addresses.isEmpty && !stack.isTruncated && stack.funcletIndex == nil && !stack.isChainProved && !stack.isChainFromRegister)
  }
}
