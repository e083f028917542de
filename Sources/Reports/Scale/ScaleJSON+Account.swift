import Scaling

extension ScaleJSON {
  /// `operatingPoint`, `account[]` by class, `stacks[]`, the two trees, and `frames[]`, to which stacks and trees point.
  static func account(_ account: Account, _ ceilings: [Ceiling], _ writer: inout JSONWriter) {
    var frames = FrameTable()
    writer.key("operatingPoint")
    writer.object { writer in
      writer.field("level", account.level)
      writer.field("baseCycleNanoseconds", precise: account.baseCycle)
      writer.field("cycleNanoseconds", precise: account.cycle)
      writer.field("baseThroughputPerSecond", precise: account.baseThroughput)
      writer.field("throughputPerSecond", precise: account.throughput)
      writer.field("idealPerSecond", precise: account.ideal)
      writer.field("lossPerSecond", precise: account.loss)
    }
    writer.key("account")
    writer.array { writer in
      for row in account.rows {
        writer.object { writer in
          writer.field("class", row.lossClass.rawValue)
          writer.field("baseNanoseconds", precise: row.base)
          writer.field("deltaNanoseconds", row.delta)
          writer.field("lossPerSecond", precise: row.loss)
          writer.field("share", row.share)
          writer.field("q", precise: row.q)
          writer.field("claimed", row.isClaimed)
          if let ceiling = row.ceiling { writer.field("ceiling", ceiling) }
        }
      }
    }
    writer.key("stacks")
    writer.array { writer in for row in account.stacks { writer.object { stack(row, &frames, &$0) } } }
    tree("victims", account.victims, &frames, &writer)
    tree("culprits", account.culprits, &frames, &writer)
    writer.key("frames")
    writer.array { writer in for frame in frames.frames { Self.frame(frame, &writer) } }
  }

  private static func stack(_ row: Account.StackRow, _ frames: inout FrameTable, _ writer: inout JSONWriter) {
    if let acting = row.actingFrame { place(acting, &writer) }
    writer.field("class", row.lossClass.rawValue)
    writer.field("state", row.state.rawValue)
    writer.field("baseNanoseconds", precise: row.base)
    writer.field("deltaNanoseconds", row.delta)
    writer.field("share", precise: row.share)
    writer.field("q", precise: row.q)
    writer.field("claimed", row.isClaimed)
    writer.field("evidence", precise: row.evidence)
    writer.field("resource", row.resource)
    if let culprit = row.actingCulpritFrame {
      writer.key("culpritFrame")
      frame(culprit, &writer)
    }
    writer.field("alpha", precise: row.alpha)
    writer.field("beta", precise: row.beta)
    if let ceiling = row.ceiling { writer.field("ceiling", ceiling) }
    writer.field("victim", row.victim.map { frames.index(of: $0) })
    writer.field("acting", row.acting)
    writer.field("culprit", row.culprit.map { frames.index(of: $0) })
    writer.field("actingCulprit", row.actingCulprit)
  }

  private static func tree(_ key: String, _ nodes: [Account.TreeNode], _ frames: inout FrameTable, _ writer: inout JSONWriter) {
    writer.key(key)
    writer.array { writer in
      for node in nodes {
        writer.object { writer in
          writer.field("frame", frames.index(of: node.frame))
          writer.field("parent", node.parent)
          writer.field("baseNanoseconds", precise: node.base)
          writer.field("deltasNanoseconds", LossClass.allCases, node.deltas)
        }
      }
    }
  }

  /// The distinct functions of stacks and trees.
  private struct FrameTable {
    private(set) var frames: [FrameName] = []
    private var indices: [FrameName: Int] = [:]

    mutating func index(of frame: FrameName) -> Int {
      if let index = indices[frame] { return index }
      indices[frame] = frames.count
      frames.append(frame)
      return frames.count - 1
    }
  }
}

extension JSONWriter {
  fileprivate mutating func field(_ name: String, _ numbers: [Int]) {
    key(name)
    array { writer in for number in numbers { writer.value(number) } }
  }
}
