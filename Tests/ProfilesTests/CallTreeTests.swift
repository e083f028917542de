import Testing

@testable import Profiles

@Suite struct CallTreeTests {
  @Test("Stacks merge from the root, the largest child first, ties by name")
  func merge() throws {
    let tree = try CallTree(profile([("main;b;x", 1), ("main;a", 1), ("main;c;y", 4), ("main;b", 2)]))
    #expect(outline(tree) == ["all 0/8", "  main 0/8", "    c 0/4", "      y 4/4", "    b 2/3", "      x 1/1", "    a 1/1"])
    #expect(tree.children(of: 1).map { tree.frames[Int(tree.frame[$0])].name } == ["c", "b", "a"])
  }

  @Test("Inverted, stacks merge from the leaf")
  func inverted() throws {
    let tree = try CallTree(profile([("main;a;x", 3), ("main;b;x", 1)]), inverted: true)
    #expect(outline(tree) == ["all 0/4", "  x 0/4", "    a 0/3", "      main 3/3", "    b 0/1", "      main 1/1"])
  }

  @Test("Hidden frames leave no node, and what they hide joins")
  func hidden() throws {
    let kinds: [String: FunctionKind] = ["start": .scheduler, "t1": .thunk, "t2": .thunk]
    let tree = try CallTree(profile([("start;main;t1;f", 3), ("main;t2;f;start", 1)], kinds: kinds))
    #expect(outline(tree) == ["all 0/4", "  main 0/4", "    f 4/4"])
  }

  @Test("Grouped by task, the tasks are the outermost level")
  func byTask() throws {
    var options = ViewOptions()
    options.groupBy = .task
    let labels = [[Label("task", "one")], [Label("task", "two")], [Label("task", "one")]]
    let tree = try CallTree(profile([("main;a", 3), ("main;a", 1), ("main", 1)], labels: labels), options)
    #expect(outline(tree) == ["all 0/5", "  one 0/4", "    main 1/4", "      a 3/3", "  two 0/1", "    main 0/1", "      a 1/1"])
  }

  @Test("A stack of a million frames is a chain of nodes, without recursion")
  func deep() throws {
    var profile = profile([("f;g", 1)])
    let stack = (0..<1_000_000).map { UInt32($0 % 2) }
    profile.samples.append(stack: profile.stacks.intern(stack), labels: 0, values: [1, 1])
    let tree = try CallTree(profile)
    #expect(tree.depth.max() == 1_000_000)
    #expect(tree.total[0] == 2)
  }

  @Test("Async and inlined frames are marked")
  func marks() throws {
    var profile = profile([("main;a", 1)])
    profile.functions.append(Function(name: "inner"))
    let a = try #require(profile.functions.firstIndex { $0.name == "a" })
    profile.locations[a].isAsync = true
    profile.locations[a].lines.insert(Line(function: 2), at: 0)
    let tree = try CallTree(profile)
    #expect(outline(tree) == ["all 0/1", "  main 0/1", "    a 0/1", "      inner 1/1"])
    #expect((0..<4).map(tree.isAsync) == [false, false, true, true])
    #expect((0..<4).map(tree.isInlined) == [false, false, false, true])
  }

  @Test("In any profile a node's total is its self value and its children's totals, and preorder holds", arguments: 0..<60)
  func consistent(seed: UInt64) throws {
    let profile = RandomProfile.make(seed: seed)
    for inverted in [false, true] {
      let tree = try CallTree(profile, inverted: inverted)
      for node in 0..<tree.count {
        let children = tree.children(of: node)
        #expect(children.reduce(tree.selfValue[node]) { $0 &+ tree.total[$1] } == tree.total[node])
        #expect(children.allSatisfy { Int(tree.parent[$0]) == node && tree.depth[$0] == tree.depth[node] + 1 })
      }
      let table = try FunctionTable(profile)
      #expect(tree.total[0] == table.total)
      #expect(table.rows.reduce(0) { $0 &+ $1.selfValue } == table.total)
    }
  }

  @Test("The tree does not depend on the order of the samples")
  func deterministic() throws {
    let profile = SyntheticProfile.make(samples: 3_000, stacks: 800, seed: 8)
    #expect(outline(try CallTree(profile)) == outline(try CallTree(profile.inStorageOrder())))
  }
}
