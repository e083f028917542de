import Testing

@testable import Profiles

@Suite("The call forest") struct CallForestTests {
  private func profile(_ stacks: [[String]], address: UInt64) -> Profile {
    var profile = Profile(sampleTypes: [.samples])
    var locations: [String: UInt32] = [:]
    for stack in stacks {
      let elements = stack.map { name -> UInt32 in
        if let known = locations[name] { return known }
        profile.functions.append(Function(name: name, file: "/src/\(name).swift", startLine: 3))
        profile.locations.append(
          Location(mapping: nil, address: address + UInt64(locations.count), lines: [Line(function: profile.functions.count - 1)]))
        locations[name] = UInt32(profile.locations.count - 1)
        return locations[name]!
      }
      _ = profile.stacks.intern(elements)
    }
    return profile
  }

  @Test("gives the same path in two profiles the same node, wherever its code lies")
  func shared() {
    var forest = CallForest()
    let first = forest.add(profile([["leaf", "middle", "main"], ["other", "main"]], address: 0x1000))
    let second = forest.add(profile([["other", "main"], ["new", "middle", "main"], ["leaf", "middle", "main"]], address: 0x9000))
    #expect(first.nodes[0] == second.nodes[2] && first.nodes[1] == second.nodes[0])
    #expect(Set(second.nodes).count == 3)
    #expect(forest.stack(of: second.nodes[1]).map(\.name) == ["new", "middle", "main"])
    for node in 1..<forest.nodeCount { #expect(forest.parents[node] < node) }
  }

  @Test("makes one frame of a function that calls itself")
  func recursion() {
    var forest = CallForest()
    let placement = forest.add(profile([["leaf", "again", "again", "again", "main"]], address: 0))
    #expect(forest.stack(of: placement.nodes[0]).map(\.name) == ["leaf", "again", "main"])
  }

  @Test("holds any number of paths apart, and finds each of them again")
  func many() {
    var forest = CallForest()
    let stacks = (0..<2000).map { ["leaf \($0)", "layer \($0 % 50)", "main"] }
    let first = forest.add(profile(stacks, address: 0))
    let again = forest.add(profile(stacks.reversed(), address: 5))
    #expect(Set(first.nodes).count == 2000)
    #expect(first.nodes == Array(again.nodes.reversed()))
  }
}
