import Foundation

extension WebDriver {
  /// Runs a script in the page and gives back what it returns; `arguments` are the script's.
  func run<Value: Decodable>(_ script: String, _ arguments: [Any] = []) throws -> Value {
    try call("POST", "/execute/sync", ["script": script, "args": arguments])
  }

  /// Runs a script that says by `done(value)` when it is ready.
  func wait<Value: Decodable>(_ script: String) throws -> Value {
    try call("POST", "/execute/async", ["script": "const done = arguments[arguments.length - 1];\n" + script, "args": [Any]()])
  }

  func navigate(_ address: String) throws { try tell("/url", ["url": address]) }

  /// A picture of what is in the window, PNG.
  func screenshot() throws -> Data {
    let text: String = try call("GET", "/screenshot")
    return Data(base64Encoded: text) ?? Data()
  }

  /// The page as it is printed, PDF.
  func print() throws -> Data {
    let text: String = try call("POST", "/print", ["background": true])
    return Data(base64Encoded: text) ?? Data()
  }

  /// What a dialog of the page says; nil when none is open.
  func dialog() -> String? { try? call("GET", "/alert/text") }

  // MARK: Elements

  /// The reference of the first element of a selector.
  func element(_ selector: String) throws -> String {
    let found: [String: String] = try call("POST", "/element", ["using": "css selector", "value": selector])
    guard let reference = found.values.first else { throw WebDriverError("no element \(selector)") }
    return reference
  }

  /// A click as a person does it: the element is scrolled into view, and what covers it gets the click.
  func click(_ selector: String) throws { try tell("/element/\(try element(selector))/click") }

  // MARK: Logs

  struct LogEntry: Decodable {
    var level: String
    var message: String
  }

  /// What was logged since it was last asked for: `browser` (the console) or `performance` (events of the network).
  func log(_ type: String) throws -> [LogEntry] { try call("POST", "/se/log", ["type": type]) }

  /// What the console says is wrong.
  func consoleErrors() throws -> [String] { try log("browser").filter { $0.level != "DEBUG" && $0.level != "INFO" }.map(\.message) }

  /// The addresses of everything the browser asked for since the log was last read.
  func requests() throws -> [String] {
    try log("performance").compactMap { entry in
      let event = try JSONDecoder().decode(NetworkEvent.self, from: Data(entry.message.utf8)).message
      return ["Network.requestWillBeSent", "Network.webSocketCreated"].contains(event.method) ? event.params.request?.url ?? event.params.url : nil
    }
  }

  private struct NetworkEvent: Decodable {
    var message: Message
    struct Message: Decodable {
      var method: String
      var params: Parameters
    }
    struct Parameters: Decodable {
      var request: Request?
      var url: String?
    }
    struct Request: Decodable { var url: String }
  }
}
