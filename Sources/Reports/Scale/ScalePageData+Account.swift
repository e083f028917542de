import Scaling

extension ScalePageData {
  static func account(_ account: Account, _ names: inout ScalePageNames, _ writer: inout JSONWriter) {
    writer.key("account")
    writer.object { writer in
      writer.field("level", account.level)
      writer.exact("baseCycle", account.baseCycle)
      writer.exact("cycle", account.cycle)
      writer.exact("baseThroughput", account.baseThroughput)
      writer.exact("throughput", account.throughput)
      writer.exact("ideal", account.ideal)
      writer.exact("loss", account.loss)
      writer.list("rows", account.rows, row)
      writer.list("stacks", account.stacks) { stack($0, &names, &$1) }
      tree("victims", account.victims, &names, &writer)
      tree("culprits", account.culprits, &names, &writer)
    }
  }

  private static func row(_ row: Account.Row, _ writer: inout JSONWriter) {
    writer.field("class", row.lossClass.rawValue)
    writer.exact("base", row.base)
    writer.interval("delta", row.delta)
    writer.exact("loss", row.loss)
    writer.interval("share", row.share)
    writer.exact("q", row.q)
    writer.field("isClaimed", row.isClaimed)
    if let ceiling = row.ceiling { writer.field("ceiling", ceiling) }
  }

  private static func stack(_ row: Account.StackRow, _ names: inout ScalePageNames, _ writer: inout JSONWriter) {
    writer.field("class", row.lossClass.rawValue)
    writer.field("state", row.state.rawValue)
    writer.column("victim", row.victim.map { names.index(of: $0) })
    writer.field("acting", row.acting)
    if !row.culprit.isEmpty {
      writer.column("culprit", row.culprit.map { names.index(of: $0) })
      writer.field("actingCulprit", row.actingCulprit)
    }
    if !row.resource.isEmpty { writer.field("resource", row.resource) }
    writer.exact("base", row.base)
    writer.interval("delta", row.delta)
    writer.exact("share", row.share)
    writer.exact("q", row.q)
    writer.field("isClaimed", row.isClaimed)
    writer.exact("evidence", row.evidence)
    if let alpha = row.alpha { writer.exact("alpha", alpha) }
    if let beta = row.beta { writer.exact("beta", beta) }
    if let ceiling = row.ceiling { writer.field("ceiling", ceiling) }
  }

  /// Columns by node; Δ by class only where there is one: node, class, nanoseconds, one after the other.
  private static func tree(_ key: String, _ nodes: [Account.TreeNode], _ names: inout ScalePageNames, _ writer: inout JSONWriter) {
    writer.key(key)
    writer.object { writer in
      writer.column("frame", nodes.map { names.index(of: $0.frame) })
      writer.column("parent", nodes.map(\.parent))
      writer.key("base")
      writer.array { writer in for node in nodes { writer.value(node.base) } }
      writer.key("deltas")
      writer.array { writer in
        for (index, node) in nodes.enumerated() {
          for (place, lossClass) in LossClass.allCases.enumerated() {
            guard let delta = node.deltas[lossClass], delta != 0 else { continue }
            writer.value(index)
            writer.value(place)
            writer.value(delta)
          }
        }
      }
    }
  }
}
