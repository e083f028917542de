import Foundation
import Scaling
import Statistics
import Testing

@testable import Profiles
@testable import Reports

@Suite struct ScalePageTests {
  @Test("Without data the page takes at most 64 KB in gzip")
  func shell() throws {
    let packed = try ScalePage.render(ScaleResult()).withUnsafeBufferPointer { try Gzip.compress($0) }
    #expect(packed.count <= 64 * 1024)
  }

  @Test("With 300 rows and trees of 5 000 nodes the page takes less than 1.5 MB")
  func size() {
    let page = ScalePage.render(ScaleFixture.large)
    #expect(page.count < 1_500_000)
    #expect(page.count > ScalePage.render(ScaleFixture.result).count)
  }

  @Test(
    "The page names no other address: nothing is loaded, nothing is sent",
    arguments: ["https://", "//cdn", " src=", "@import", "import(", "fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "<link"])
  func selfContained(_ reference: String) { #expect(!ScalePage.html(ScaleFixture.growthOnly).contains(reference)) }

  @Test("The only address in the page is the name of the language its pictures are written in")
  func addresses() {
    let page = ScalePage.html(ScaleFixture.growthOnly)
    for place in page.ranges(of: "http://") { #expect(page[place.lowerBound...].hasPrefix("http://www.w3.org/2000/svg\"")) }
    for place in page.ranges(of: "url(") { #expect(page[place.upperBound...].hasPrefix("#")) }
  }

  @Test("The page forbids itself to load anything, and is complete")
  func policy() {
    let page = ScalePage.html(ScaleFixture.result)
    #expect(page.contains("content=\"default-src 'none'; "))
    #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
    #expect(!page.contains("/*STYLE*/") && !page.contains("/*DATA*/") && !page.contains("/*SCRIPT*/"))
  }

  @Test("The data keep all digits of small coefficients, and say null where a number is not finite")
  func digits() throws {
    var result = ScaleFixture.curveOnly
    result.curve?.models[0].coefficients = [.init(name: "beta", interval: Interval(3.17e-5, low: -.infinity, high: .nan))]
    let data = try #require(try JSONSerialization.jsonObject(with: Data(ScalePageData.json(result))) as? [String: Any])
    let curve = try #require(data["curve"] as? [String: Any])
    let models = try #require(curve["models"] as? [[String: Any]])
    let coefficients = try #require(models[0]["coefficients"] as? [[String: Any]])
    let interval = try #require(coefficients[0]["interval"] as? [Any])
    #expect(interval[0] as? Double == 3.17e-5)
    #expect(interval[1] is NSNull && interval[2] is NSNull)
  }

  @Test("Every class, state and model has words of its own")
  func words() {
    #expect(Set(LossClass.allCases.map { ScaleWords.title($0) }).count == LossClass.allCases.count)
    #expect(Set(LossClass.allCases.map { ScaleWords.meaning($0) }).count == LossClass.allCases.count)
    #expect(Set(AccountState.allCases.map { ScaleWords.title($0) }).count == AccountState.allCases.count)
    #expect(ScaleWords.title(model: "repairman") == "machine repairman")
    #expect(ScaleWords.title(model: "of the future") == "of the future")
  }
}
