import Foundation

/// A page in the browser, opened from disk as its readers open it.
struct OpenedPage {
  let driver: WebDriver
  let file: URL

  /// Writes a page to disk, opens it as a reader would, and waits until it says that it is drawn.
  ///
  /// - Parameter address: What follows the `#` of the address.
  /// - Throws: `WebDriverError` when the page is not drawn, with what its console says.
  static func open(_ html: String, address: String = "", for reader: Reader = .light) throws -> OpenedPage {
    let driver = try WebDriver.shared.get()
    let file = FileManager.default.temporaryDirectory.appending(path: "headroom-viewer-\(ProcessInfo.processInfo.processIdentifier).html")
    try Data(html.utf8).write(to: file)
    let page = OpenedPage(driver: driver, file: file)
    // An empty page first: another fragment alone would load nothing, and what the last page logged is not this one's.
    try driver.navigate("about:blank")
    try driver.become(reader)
    _ = try (driver.log("browser"), driver.log("performance"))
    try page.load(address)
    return page
  }

  func load(_ address: String) throws {
    try driver.navigate("about:blank")
    try driver.navigate(file.absoluteString + (address.isEmpty ? "" : "#" + address))
    let isReady: Bool = try driver.wait(
      """
      const isReady = () => document.documentElement.dataset.ready === "true";
      const began = performance.now();
      const look = () => isReady() ? requestAnimationFrame(() => setTimeout(() => done(true))) : performance.now() - began > 60000 ? done(false) : setTimeout(look, 10);
      look();
      """)
    if !isReady { throw WebDriverError("the page was not drawn: \(try driver.consoleErrors().joined(separator: "; "))") }
  }

  /// Runs a script that returns a value; it may use `all(selector)`, the texts of all matching elements.
  func run<Value: Decodable>(_ script: String, _ arguments: [Any] = []) throws -> Value {
    try driver.run(
      "const all = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent);\n" + script, arguments)
  }

  func texts(_ selector: String) throws -> [String] { try run("return all(arguments[0]);", [selector]) }
  func text(_ selector: String) throws -> String { try texts(selector).joined(separator: "\n") }

  /// What follows the `#` of the address now.
  func address() throws -> String { try run("return location.hash.slice(1);") }

  /// What the page asked for beside itself; a page that stands alone asks for nothing.
  func foreignRequests() throws -> [String] {
    try driver.requests().filter { request in
      !request.hasPrefix("data:") && request != "about:blank" && request.prefix { $0 != "#" } != file.absoluteString
    }
  }
}
