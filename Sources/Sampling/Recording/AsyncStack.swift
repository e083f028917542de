/// Joins a physical stack and the async chain that belongs to it into the stack a person would draw.
///
/// Logical order: physical frames from the leaf to the innermost async funclet, the async callers from the innermost outwards, and then
/// the scheduler's frames that happened to run the task on this thread.
struct AsyncStack {
  /// What the join has to know of a location.
  struct LocationFacts {
    /// The function there is a part of an async function: a funclet or its entry.
    var isAsyncFunction: Bool
    /// The location is the first address of its function.
    var isFunctionStart: Bool
    /// The function is one the concurrency runtime uses as the last resume function of a chain.
    var isChainRoot: Bool
    /// Address of the function's first instruction in the process; nil without a symbol.
    var functionStart: UInt64?
    /// So many bytes from its start on, the function's slot may hold its callee's context; see `FuncletPrologue`.
    var staleLength: UInt64 = 0
    /// Address of the location in the process.
    var address: UInt64
    /// The function a reader knows the location by: all parts of an async function have the same.
    var function = ""
    /// False where the image has no symbols: then nothing can be said of the location.
    var hasSymbols: Bool
  }

  /// What became of a raw stack.
  enum Chain: Equatable {
    /// No async function is on the stack below a job runner.
    case notAsync
    /// The chain is complete and was joined.
    case joined
    /// The chain could not be read, or could not be proved to belong here: it was dropped.
    case dropped
  }

  /// Joins `parts`, writing location indices, leaf first, to `output`.
  static func join(_ parts: RawStack.Parts, facts: (UInt32) -> LocationFacts, into output: inout [UInt32]) -> Chain {
    output.removeAll(keepingCapacity: true)
    if parts.isSuspended { return joinSuspended(parts, facts: facts, into: &output) }
    guard let funclet = parts.funcletIndex, funclet < parts.physical.count, facts(parts.physical[funclet]).isAsyncFunction else {
      output.append(contentsOf: parts.physical)
      return .notAsync
    }
    guard let chain = validated(parts, funclet: facts(parts.physical[funclet]), facts: facts) else {
      output.append(contentsOf: parts.physical)
      return .dropped
    }
    output.append(contentsOf: parts.physical[...funclet])
    output.append(contentsOf: chain)
    output.append(contentsOf: parts.physical[(funclet + 1)...])
    return .joined
  }

  /// Joins the stack of a task that no thread runs: where it will go on, and its callers.
  private static func joinSuspended(_ parts: RawStack.Parts, facts: (UInt32) -> LocationFacts, into output: inout [UInt32]) -> Chain {
    output.append(contentsOf: parts.physical)
    guard let chain = parts.chain, isChain(chain, facts: facts) else { return .dropped }
    // The context of a continuation comes first in the chain, with the same function.
    let isTwice = parts.physical.last.map { facts($0).address == facts(chain[0]).address } ?? false
    output.append(contentsOf: isTwice ? chain.dropFirst() : chain[...])
    return .joined
  }

  /// True when every location can be a resume function and the last one is that of a chain's root.
  private static func isChain(_ chain: UnsafeBufferPointer<UInt32>, facts: (UInt32) -> LocationFacts) -> Bool {
    guard let last = chain.last else { return false }
    for location in chain {
      let fact = facts(location)
      if fact.hasSymbols, !fact.isFunctionStart { return false }
    }
    let root = facts(last)
    return !root.hasSymbols || root.isChainRoot
  }

  /// The chain without the callee's own entry, or nil when anything in it cannot be a resume function.
  private static func validated(
    _ parts: RawStack.Parts, funclet: LocationFacts, facts: (UInt32) -> LocationFacts
  ) -> Slice<UnsafeBufferPointer<UInt32>>? {
    guard let chain = parts.chain, let first = chain.first else { return nil }
    guard isChain(chain, facts: facts) else { return nil }
    if parts.isChainFromRegister, mayBeCallees(facts(first), funclet) { return nil }
    let isStale = funclet.functionStart.map { facts(first).address == $0 && funclet.address - $0 < funclet.staleLength } ?? false
    return isStale ? chain.dropFirst() : chain[...]
  }

  /// True when the context in the register may be the one that the funclet has just made for its callee.
  ///
  /// A funclet that calls takes its frame down with the callee's context in the register; one that returns, with its own. Where the context
  /// resumes in the funclet's own function it is the callee's or, of a recursive function, its own, and nothing tells which.
  private static func mayBeCallees(_ first: LocationFacts, _ funclet: LocationFacts) -> Bool {
    guard first.function == funclet.function, let start = funclet.functionStart else { return false }
    return funclet.address - start >= FuncletPrologue.frameLength
  }
}
