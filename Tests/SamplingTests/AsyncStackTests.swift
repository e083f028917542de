import Testing

@testable import Sampling

@Suite("The join of a physical stack and its async chain")
struct AsyncStackTests {
  /// Locations 0…99 are physical code, from 100 on the entries of resume functions.
  private static let leaf: UInt32 = 0
  private static let funclet: UInt32 = 1
  private static let runner: UInt32 = 2
  private static let worker: UInt32 = 3
  private static let caller: UInt32 = 100
  private static let outerCaller: UInt32 = 101
  private static let root: UInt32 = 102
  /// The entry of the function that `funclet` lies in.
  private static let ownEntry: UInt32 = 103

  /// What names would say of the locations; tests change it.
  private var facts: [UInt32: AsyncStack.LocationFacts] = {
    func fact(_ address: UInt64, start: UInt64, isAsync: Bool = false, isRoot: Bool = false) -> AsyncStack.LocationFacts {
      AsyncStack.LocationFacts(
        isAsyncFunction: isAsync, isFunctionStart: address == start, isChainRoot: isRoot, functionStart: start, staleLength: 25, address: address,
        hasSymbols: true)
    }
    return [
      leaf: fact(0x1010, start: 0x1000), funclet: fact(0x2200, start: 0x2000, isAsync: true), runner: fact(0x3010, start: 0x3000),
      worker: fact(0x4010, start: 0x4000), caller: fact(0x5000, start: 0x5000, isAsync: true),
      outerCaller: fact(0x6000, start: 0x6000, isAsync: true), root: fact(0x7000, start: 0x7000, isRoot: true),
      ownEntry: fact(0x2000, start: 0x2000, isAsync: true),
    ]
  }()

  private func join(_ raw: [UInt32]) -> (stack: [UInt32], chain: AsyncStack.Chain) {
    var output: [UInt32] = [77]
    let chain = raw.withUnsafeBufferPointer { AsyncStack.join(RawStack.parts($0), facts: { facts[$0]! }, into: &output) }
    return (output, chain)
  }

  private static let physical = [leaf, funclet, runner, worker]
  private static func raw(_ chain: [UInt32]?, funclet: UInt32 = 1) -> [UInt32] {
    physical + [RawStack.funclet, funclet] + (chain.map { [RawStack.chain] + $0 } ?? [])
  }

  @Test("The async callers follow the innermost funclet, and the scheduler's frames come last")
  func joins() {
    let (stack, chain) = join(Self.raw([Self.caller, Self.outerCaller, Self.root]))
    #expect(chain == .joined)
    #expect(stack == [Self.leaf, Self.funclet, Self.caller, Self.outerCaller, Self.root, Self.runner, Self.worker])
  }

  @Test("A stack without a funclet stays as it is and is not async")
  func withoutFunclet() {
    let (stack, chain) = join(Self.physical)
    #expect(chain == .notAsync)
    #expect(stack == Self.physical)
  }

  @Test("A job's function that is not async, as of a plain closure, is no funclet")
  func ordinaryJob() {
    let (stack, chain) = join(Self.raw([Self.caller, Self.root], funclet: 0))
    #expect(chain == .notAsync)
    #expect(stack == Self.physical)
  }

  @Test("A funclet beyond the physical frames is not believed")
  func funcletOutOfRange() {
    let (stack, chain) = join(Self.raw([Self.caller, Self.root], funclet: 4))
    #expect(chain == .notAsync)
    #expect(stack == Self.physical)
  }

  @Test("Without a chain that was read to its end the async stack is counted as dropped")
  func withoutChain() {
    for raw in [Self.raw(nil), Self.raw([])] {
      let (stack, chain) = join(raw)
      #expect(chain == .dropped)
      #expect(stack == Self.physical)
    }
  }

  @Test("One address that starts no function drops the whole chain")
  func notAFunctionStart() {
    let (stack, chain) = join(Self.raw([Self.caller, Self.leaf, Self.root]))
    #expect(chain == .dropped)
    #expect(stack == Self.physical)
  }

  @Test("A chain that does not end in the runtime is dropped")
  func notARoot() {
    let (stack, chain) = join(Self.raw([Self.caller, Self.outerCaller]))
    #expect(chain == .dropped)
    #expect(stack == Self.physical)
  }

  @Test("Of an image without symbols nothing is held against the chain")
  mutating func withoutSymbols() {
    for location in [Self.caller, Self.root] {
      facts[location]!.hasSymbols = false
      facts[location]!.isFunctionStart = false
      facts[location]!.isChainRoot = false
    }
    let (stack, chain) = join(Self.raw([Self.caller, Self.root]))
    #expect(chain == .joined)
    #expect(stack == [Self.leaf, Self.funclet, Self.caller, Self.root, Self.runner, Self.worker])
  }

  @Test("In the funclet's first instructions the slot still holds the callee's context: its own entry is left out")
  mutating func staleSlot() {
    facts[Self.funclet]!.address = 0x2000 + 24
    let (stack, chain) = join(Self.raw([Self.ownEntry, Self.caller, Self.root]))
    #expect(chain == .joined)
    #expect(stack == [Self.leaf, Self.funclet, Self.caller, Self.root, Self.runner, Self.worker])
  }

  @Test("Beyond its first instructions a funclet whose caller resumes at the same function is recursive, and both frames stay")
  mutating func recursion() {
    facts[Self.funclet]!.address = 0x2000 + 25
    let (stack, chain) = join(Self.raw([Self.ownEntry, Self.root]))
    #expect(chain == .joined)
    #expect(stack == [Self.leaf, Self.funclet, Self.ownEntry, Self.root, Self.runner, Self.worker])
  }

  @Test("A context in a register that resumes in the funclet's own function may be its callee's: callers that nothing proves are left out")
  mutating func callTail() {
    func raw() -> [UInt32] { Self.physical + [RawStack.funclet, 1, RawStack.registerChain, Self.ownEntry, Self.caller, Self.root] }
    for location in [Self.funclet, Self.ownEntry] { facts[location]!.function = "fetch(_:)" }
    facts[Self.caller]!.function = "query(_:)"
    facts[Self.ownEntry]!.functionStart = 0x2080
    facts[Self.ownEntry]!.address = 0x2080
    let (stack, chain) = join(raw())
    #expect(chain == .dropped)
    #expect(stack == Self.physical)
    // Before there is a frame the register has what the funclet was given.
    facts[Self.funclet]!.address = 0x2000 + FuncletPrologue.frameLength - 1
    #expect(join(raw()).stack == [Self.leaf, Self.funclet, Self.ownEntry, Self.caller, Self.root, Self.runner, Self.worker])
  }

  @Test("A context in a register that resumes in another function is the funclet's own")
  mutating func returnTail() {
    let raw = Self.physical + [RawStack.funclet, 1, RawStack.registerChain, Self.caller, Self.root]
    facts[Self.funclet]!.function = "fetch(_:)"
    facts[Self.caller]!.function = "query(_:)"
    let (stack, chain) = join(raw)
    #expect(chain == .joined)
    #expect(stack == [Self.leaf, Self.funclet, Self.caller, Self.root, Self.runner, Self.worker])
  }

  @Test("In a funclet that has no symbol nothing is left out of the chain")
  mutating func nothingStaleWithoutStart() {
    facts[Self.funclet]!.functionStart = nil
    facts[Self.funclet]!.address = 0x2001
    #expect(join(Self.raw([Self.ownEntry, Self.root])).stack == [Self.leaf, Self.funclet, Self.ownEntry, Self.root, Self.runner, Self.worker])
  }

  @Test("A stack cut before its root can still be joined: the callers of the task are all there")
  func truncatedPhysical() {
    let raw = Self.physical + [RawStack.truncated, RawStack.funclet, 1, RawStack.chain, Self.caller, Self.root]
    let (stack, chain) = join(raw)
    #expect(chain == .joined)
    #expect(stack == [Self.leaf, Self.funclet, Self.caller, Self.root, Self.runner, Self.worker])
  }

  // MARK: Suspended tasks

  private static func suspended(_ physical: [UInt32], _ chain: [UInt32]?) -> [UInt32] {
    physical + [RawStack.suspended] + (chain.map { [RawStack.chain] + $0 } ?? [])
  }

  @Test("The stack of a suspended task is where it goes on, and its callers")
  func suspended() {
    let (stack, chain) = join(Self.suspended([Self.ownEntry], [Self.caller, Self.outerCaller, Self.root]))
    #expect(chain == .joined)
    #expect(stack == [Self.ownEntry, Self.caller, Self.outerCaller, Self.root])
  }

  @Test("A suspended task whose chain begins where it goes on has that function once")
  func suspendedTwice() {
    let (stack, chain) = join(Self.suspended([Self.caller], [Self.caller, Self.outerCaller, Self.root]))
    #expect(chain == .joined)
    #expect(stack == [Self.caller, Self.outerCaller, Self.root])
  }

  @Test("A suspended task without a chain, or with one that is none, keeps where it goes on and is counted as dropped")
  func suspendedWithoutChain() {
    for chain in [nil, [], [Self.caller], [Self.leaf, Self.root]] as [[UInt32]?] {
      let (stack, result) = join(Self.suspended([Self.ownEntry], chain))
      #expect(result == .dropped)
      #expect(stack == [Self.ownEntry])
    }
  }

  @Test("A suspended task of which nothing is known but its chain is its chain")
  func suspendedWithoutPlace() {
    let (stack, chain) = join(Self.suspended([], [Self.caller, Self.root]))
    #expect(chain == .joined)
    #expect(stack == [Self.caller, Self.root])
  }
}
