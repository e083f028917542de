import Profiles

/// The top stacks as a tree, root first.
enum TextTree {
  /// Nodes below this share are left out, with their sum.
  static let smallestShare = 0.01

  /// Adds the tree's largest nodes, at most `limit`.
  static func add(_ tree: CallTree, limit: Int, to page: inout TextPage) {
    page.section("stacks")
    page.line("   total    self  callers above what they call; ~ marks a caller reached through await", style: .faint)
    let smallest = Int64((Double(tree.total[0]) * smallestShare).rounded(.up))
    var node = 1
    var shown = 0
    // How deep the line of each open node is indented: chains of only children share one column.
    var columns: [Int] = [0]
    while node < tree.count, shown < limit {
      guard tree.total[node] >= smallest else {
        node = Int(tree.subtreeEnd[node])
        continue
      }
      let depth = Int(tree.depth[node])
      columns.removeSubrange(min(depth, columns.count)...)
      let parent = Int(tree.parent[node])
      let isOnly = parent == 0 || tree.total[node] == tree.total[parent]
      let column = (columns.last ?? 0) + (isOnly ? 0 : 1)
      columns.append(column)
      line(tree, node, column: min(column, max(4, (page.width - 50) / 2)), &page)
      shown += 1
      node += 1
    }
    addRest(tree, smallest, shown: shown, &page)
  }

  private static func line(_ tree: CallTree, _ node: Int, column: Int, _ page: inout TextPage) {
    let frame = tree.frames[Int(tree.frame[node])]
    let total = Quantity.percent(tree.total[node], of: tree.total[0]).leftPadded(8)
    let own = tree.selfValue[node] == 0 ? "" : Quantity.percent(tree.selfValue[node], of: tree.total[0])
    let isAsync = tree.isAsync(node)
    let mark = isAsync ? "~ " : "  "
    let name = page.shortened(frame.name, to: page.width - 20 - column * 2)
    page.line(total + own.leftPadded(8) + "  " + String(repeating: "  ", count: column) + page.styled(mark + name, isAsync ? .marked : .plain))
  }

  private static func addRest(_ tree: CallTree, _ smallest: Int64, shown: Int, _ page: inout TextPage) {
    let left = tree.count - 1 - shown
    guard left > 0 else { return }
    page.line("    … \(left) smaller nodes (below 1 % each, or beyond --limit) are not shown", style: .faint)
  }
}
