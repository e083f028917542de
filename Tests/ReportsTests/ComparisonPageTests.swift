import Foundation
import Profiles
import Regression
import Testing

@testable import Reports

@Suite struct ComparisonPageTests {
  @Test("The page is complete, forbids itself to load anything and names no address")
  func selfContained() {
    let page = ComparisonPage.html(ComparisonFixture.regression, toolVersion: "0.4.0")
    #expect(page.contains("content=\"default-src 'none'; ") && page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
    #expect(!page.contains("/*STYLE*/") && !page.contains("/*DATA*/") && !page.contains("/*SCRIPT*/"))
    for place in page.ranges(of: "http://") { #expect(page[place.lowerBound...].hasPrefix("http://www.w3.org/2000/svg\"")) }
    for reference in ["https://", "src=\"", "@import", "fetch(", "XMLHttpRequest"] { #expect(!page.contains(reference)) }
  }

  @Test("Shell, style and script are small: 64 kB plain without what all pages share, 256 kB with it")
  func size() { #expect(ComparisonPage.render(Comparison()).count < 100_000) }

  @Test("The data open no tag and close none, and give every name back")
  func hostile() throws {
    let plain = ComparisonPage.html(ComparisonFixture.regression)
    for name in ComparisonFixture.hostileNames {
      let page = ComparisonPage.html(ComparisonFixture.hostile(name))
      #expect(tagCounts(page) == tagCounts(plain))
      let names = try #require(try pageData(page)["names"] as? [String])
      #expect(names.contains { $0.unicodeScalars.elementsEqual(name.unicodeScalars) })
    }
  }

  @Test("What is too small to be seen is summed up below its caller, and no time is lost")
  func pruning() throws {
    let tree = try #require(ComparisonFixture.wide.tree)
    let small = ComparisonPageTree(tree)
    #expect(small.parents.count < tree.parents.count)
    for node in small.parents.indices.dropFirst() { #expect(small.parents[node] < node) }
    // Doubles of this size err by 1e-16 in each of 100 000 additions.
    let lost: (Double, Double) = (small.base.reduce(0, +) / tree.base.reduce(0, +), small.head.reduce(0, +) / tree.head.reduce(0, +))
    #expect(abs(lost.0 - 1) < 1e-9)
    #expect(abs(lost.1 - 1) < 1e-9)
  }

  @Test("A malformed tree loses what is malformed")
  func malformed() {
    let frames = [ViewFrame(name: "a"), ViewFrame(name: "b")]
    let tree = DifferenceTree(
      frames: frames, parents: [-1, 0, 5, 1, -1, 0, 0], nodeFrames: [-1, 0, 0, 1, 0, 9, 1], base: [0, 1, 2, 3, 4, 5, .nan],
      head: [0, 1, 2, 3, 4, 5, 7])
    let small = ComparisonPageTree(tree)
    #expect(small.parents == [-1, 0, 1, 0] && small.nodeFrames == [-1, 0, 1, 1])
    #expect(small.base == [0, 1, 3, 0] && small.head == [0, 1, 3, 7])
    #expect(ComparisonPageTree(DifferenceTree(frames: [], parents: [], nodeFrames: [], base: [], head: [])).parents == [-1])
    #expect(ComparisonPageTree(DifferenceTree(frames: frames, parents: [-1, 0], nodeFrames: [-1], base: [1], head: [])).parents == [-1])
  }
}
