import Foundation
import Testing

@testable import Profiles

@Suite struct PageShellTests {
  @Test("Without samples the page takes at most 64 KB in gzip")
  func size() throws {
    let page = Array(try Profile.idle.html().utf8)
    let packed = try page.withUnsafeBufferPointer { try Gzip.compress($0) }
    #expect(packed.count <= 64 * 1024)
  }

  @Test(
    "The page names no other address: nothing is loaded, nothing is sent",
    arguments: [
      "http://", "https://", "//cdn", " src=", "url(", "@import", "import(", "fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "<link",
    ])
  func selfContained(_ reference: String) throws { #expect(try !Profile.idle.html().contains(reference)) }

  @Test("Links lead to places in the page")
  func links() throws {
    let page = try Profile.idle.html()
    let targets = page.matches(of: /href="([^"]*)"/).map { String($0.1) }
    #expect(targets.count == 5)
    for target in targets { #expect(target.hasPrefix("#") && page.contains("id=\"\(target.dropFirst())\"")) }
  }

  @Test("The page forbids itself to load anything, should a name get through after all")
  func policy() throws { #expect(try Profile.idle.html().contains("content=\"default-src 'none'; ")) }

  @Test("The page is in the encoding it says, once, and complete")
  func complete() throws {
    let page = try ProfileFixture.recorded([("main;/*SCRIPT*/", 1)]).profile.html()
    #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
    #expect(page.ranges(of: "<meta charset=\"utf-8\">").count == 1)
    // The function's name and its file's: a placeholder in the data is data.
    #expect(page.ranges(of: "/*SCRIPT*/").count == 2)
    #expect(!page.contains("/*STYLE*/") && !page.contains("/*DATA*/"))
  }
}
