/// Self and total value of every function, line, thread, task or state; the largest self value first.
///
/// A function that occurs several times in a stack (recursion) counts once in its total. For threads, tasks and states both values are the sum
/// of their samples. Equal values are ordered by name, so that the same profile always makes the same table.
public struct FunctionTable: Sendable {
  public struct Row: Sendable, Equatable {
    public var frame: ViewFrame
    /// Where the frame is the leaf: hidden frames below it are charged to it.
    public var selfValue: Int64
    /// Where the frame is anywhere in the stack.
    public var total: Int64

    public init(frame: ViewFrame, selfValue: Int64, total: Int64) {
      self.frame = frame
      self.selfValue = selfValue
      self.total = total
    }
  }

  public let rows: [Row]
  public let sampleType: ValueType
  /// Sum over the samples that are shown.
  public let total: Int64
  /// Sum over all samples of the profile in the states that are shown.
  public let unfilteredTotal: Int64
  /// Sum over the samples in other states.
  public let otherStatesTotal: Int64

  public init(_ profile: Profile, _ options: ViewOptions = ViewOptions()) throws(ViewError) { self.init(try ProfileView(profile, options)) }

  public init(_ view: ProfileView) {
    var selfValues = [Int64](repeating: 0, count: view.frames.count)
    var totals = selfValues
    var isSeen = [Bool](repeating: false, count: view.frames.count)
    // The number of the last path in which a frame was met.
    var lastPath = [UInt32](repeating: 0, count: view.frames.count)
    var number: UInt32 = 0
    view.forEachPath { group, path, _, sum in
      if let group {
        selfValues[Int(group)] &+= sum
        totals[Int(group)] &+= sum
        isSeen[Int(group)] = true
        return
      }
      number &+= 1
      selfValues[Int(path[0])] &+= sum
      for frame in path where lastPath[Int(frame)] != number {
        lastPath[Int(frame)] = number
        totals[Int(frame)] &+= sum
        isSeen[Int(frame)] = true
      }
    }
    let order = isSeen.indices.filter { isSeen[$0] }.sorted {
      if selfValues[$0] != selfValues[$1] { return selfValues[$0] > selfValues[$1] }
      return totals[$0] != totals[$1] ? totals[$0] > totals[$1] : $0 < $1
    }
    rows = order.map { Row(frame: view.frames[$0], selfValue: selfValues[$0], total: totals[$0]) }
    sampleType = view.sampleType
    total = view.total
    unfilteredTotal = view.unfilteredTotal
    otherStatesTotal = view.otherStatesTotal
  }
}
