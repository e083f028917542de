import Foundation

/// What keeps people from reading a page: names, roles, order, contrast, sizes; `Audit/*.js` has the rules.
enum AccessibilityAudit {
  struct Violation: CustomStringConvertible {
    var rule: String
    var selector: String
    var reason: String
    var description: String { "\(rule): \(selector) \(reason)" }
  }

  private static func script() throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Audit")
    return try ["audit.js", "contrast.js"].map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }.joined(separator: "\n")
  }

  static func run(_ page: OpenedPage) throws -> [Violation] {
    let found: [[String]] = try page.driver.run(script())
    return found.map { Violation(rule: $0[0], selector: $0[1], reason: $0[2]) }
  }
}
