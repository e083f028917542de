import Profiles

/// The top stacks as a tree, root first: shares, a bar of what each function does itself and what it calls, and lines that lead to its caller.
///
/// Lines are only drawn where a function calls several others that are shown: a chain of calls stands in one column, so that a deep stack does not
/// run out of the terminal.
struct TextTree {
  /// Nodes below this share are left out, with their sum.
  private static let smallestShare = 0.01
  private static let barWidth = 10
  /// Columns that a line leaves to the name.
  private static let nameRoom = 30
  private static let mark = "~ "

  private let tree: CallTree
  private let page: TextPage
  /// The nodes that are shown, in preorder.
  private var shown: [Int] = []
  /// By caller, the first and the last of those it calls that are shown.
  private var firstCalled: [Int32: Int] = [:]
  private var lastCalled: [Int32: Int] = [:]
  private var hasAsync = false

  /// Adds the tree's largest nodes, at most `limit`.
  static func add(_ tree: CallTree, limit: Int, to page: inout TextPage) {
    page.section("stacks")
    let text = TextTree(tree, limit: limit, page)
    page.line(text.heading, style: .faint)
    text.forEachLine { page.line($0) }
    let left = tree.count - 1 - text.shown.count
    if left > 0 { page.line("    … \(left) smaller nodes (below 1 % each, or beyond --limit) are not shown", style: .faint) }
  }

  private init(_ tree: CallTree, limit: Int, _ page: TextPage) {
    self.tree = tree
    self.page = page
    let smallest = Int64((Double(tree.total[0]) * Self.smallestShare).rounded(.up))
    var node = 1
    while node < tree.count, shown.count < limit {
      guard tree.total[node] >= smallest else {
        node = Int(tree.subtreeEnd[node])
        continue
      }
      shown.append(node)
      if firstCalled[tree.parent[node]] == nil { firstCalled[tree.parent[node]] = node }
      lastCalled[tree.parent[node]] = node
      hasAsync = hasAsync || tree.isAsync(node)
      node += 1
    }
  }

  private var showsBar: Bool { page.width >= 80 }

  private var heading: String {
    var text = "   total    self  "
    var hints = ["callers first"]
    if showsBar {
      text += String(repeating: " ", count: Self.barWidth + 2)
      hints.append("█ self, ░ callees")
    }
    if hasAsync { hints.append("~ through await") }
    for (index, hint) in hints.enumerated() where text.count + hint.count + 2 <= page.width { text += (index == 0 ? "" : "; ") + hint }
    return text
  }

  private func forEachLine(_ body: (String) -> Void) {
    // What stands before the names of what a function calls, by the depth of the function.
    var trails: [[Substring]] = [[]]
    for node in shown {
      let depth = Int(tree.depth[node])
      trails.removeSubrange(min(depth, trails.count)...)
      let parent = tree.parent[node]
      let before = trails.last ?? []
      var own = before
      var below = before
      if firstCalled[parent] != lastCalled[parent] {
        let isLast = lastCalled[parent] == node
        own.append(isLast ? "└─ " : "├─ ")
        below.append(isLast ? "   " : "│  ")
      }
      trails.append(below)
      body(line(node, trail(own)))
    }
  }

  /// What leads to the name; where that is too long, its beginning is left out.
  private func trail(_ steps: [Substring]) -> String {
    let limit = max(4, (page.width - 20 - (showsBar ? Self.barWidth + 2 : 0) - Self.nameRoom) / 3)
    return steps.count <= limit ? steps.joined() : "…  " + steps.suffix(limit - 1).joined()
  }

  private func line(_ node: Int, _ trail: String) -> String {
    var cells = Quantity.percent(tree.total[node], of: tree.total[0]).leftPadded(8)
    cells += (tree.selfValue[node] == 0 ? "" : Quantity.percent(tree.selfValue[node], of: tree.total[0])).leftPadded(8) + "  "
    if showsBar { cells += bar(node).rightPadded(Self.barWidth) + "  " }
    cells += trail
    let isAsync = tree.isAsync(node)
    let mark = isAsync ? Self.mark : hasAsync ? "  " : ""
    let name = page.shortened(tree.frames[Int(tree.frame[node])].name, to: page.width - cells.columns - mark.columns)
    return cells + page.styled(mark + name, isAsync ? .marked : .plain)
  }

  private func bar(_ node: Int) -> String {
    let own = cells(tree.selfValue[node])
    return String(repeating: "█", count: own) + String(repeating: "░", count: max(0, cells(tree.total[node]) - own))
  }

  private func cells(_ value: Int64) -> Int {
    guard value > 0, tree.total[0] > 0 else { return 0 }
    return Int((min(1, Double(value) / Double(tree.total[0])) * Double(Self.barWidth)).rounded())
  }
}
