import Foundation

/// A browser without a window, driven by the W3C WebDriver protocol, https://www.w3.org/TR/webdriver2/.
///
/// One session serves a whole test process; `Page.open` gives every test a page of its own in it.
struct WebDriver: Sendable {
  let connection: UInt16
  let session: String

  /// The session of this process; an error when no browser could be started, which then fails every test that asks for it.
  static let shared: Result<WebDriver, any Error> = Result { try start() }

  private static func start() throws -> WebDriver {
    let port = try DriverProcess.start()
    let arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1200,900", "--hide-scrollbars",
      "--force-device-scale-factor=1", "--disable-background-networking", "--no-first-run",
    ]
    let options: [String: Any] = [
      "browserName": "chrome", "unhandledPromptBehavior": "ignore", "timeouts": ["script": 120_000, "pageLoad": 120_000],
      "goog:chromeOptions": ["args": arguments, "perfLoggingPrefs": ["enableNetwork": true, "enablePage": false]],
      "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
    ]
    let driver = WebDriver(connection: port, session: "")
    let opened: Session = try driver.send("POST", "/session", ["capabilities": ["alwaysMatch": options]])
    sessionToClose = WebDriver(connection: port, session: opened.sessionId)
    atexit { if let session = WebDriver.sessionToClose { let _: Nothing? = try? session.call("DELETE", "") } }
    return WebDriver(connection: port, session: opened.sessionId)
  }

  /// Closed when the process ends, so that no browser outlives the tests; only `start` writes to it.
  nonisolated(unsafe) private static var sessionToClose: WebDriver?

  private struct Session: Decodable { var sessionId: String }
  private struct Answer<Value: Decodable>: Decodable { var value: Value }
  private struct Refusal: Decodable {
    var error: String
    var message: String
  }

  /// A command of this session, and its answer's value.
  ///
  /// - Throws: `WebDriverError` with the driver's own words when it refuses.
  func call<Value: Decodable>(_ method: String, _ command: String, _ body: [String: Any] = [:]) throws -> Value {
    try send(method, "/session/\(session)\(command)", body)
  }

  private func send<Value: Decodable>(_ method: String, _ path: String, _ body: [String: Any]) throws -> Value {
    let data = method == "POST" ? try JSONSerialization.data(withJSONObject: body) : nil
    let response = try LoopbackConnection(port: connection).send(method, path, data)
    if response.status != 200 {
      let refusal = try? JSONDecoder().decode(Answer<Refusal>.self, from: response.body).value
      let said = refusal.map { "\($0.error): \($0.message.split(separator: "\n").first ?? "")" } ?? String(decoding: response.body, as: UTF8.self)
      throw WebDriverError("\(method) \(path): \(said)")
    }
    return try JSONDecoder().decode(Answer<Value>.self, from: response.body).value
  }

  /// A command whose answer says nothing.
  func tell(_ command: String, _ body: [String: Any] = [:]) throws { let _: Nothing? = try call("POST", command, body) }

  /// An answer nobody reads.
  struct Nothing: Decodable { init(from decoder: any Decoder) throws {} }
}
