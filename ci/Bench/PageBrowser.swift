import Glibc
import Profiles

/// A browser without a window, driven by its WebDriver through curl (https://www.w3.org/TR/webdriver2).
final class PageBrowser {
  private let driver: Subprocess
  private let address: String
  private var session = ""

  init() throws(BenchError) {
    let port = 20_000 + Int(getpid()) % 20_000
    address = "http://127.0.0.1:\(port)"
    driver = try Subprocess(["chromedriver", "--port=\(port)", "--log-level=OFF"])
    for _ in 0..<100 {
      if let status = try? ask("GET", "/status", nil), status["value"]?["ready"]?.bool == true { break }
      usleep(100_000)
    }
    let options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1300,1000"]
    let list = options.map { "\"\($0)\"" }.joined(separator: ",")
    let answer = try ask(
      "POST", "/session",
      "{\"capabilities\":{\"alwaysMatch\":{\"timeouts\":{\"script\":120000},\"goog:chromeOptions\":{\"args\":[\(list)]}}}}")
    guard let session = answer["value"]?["sessionId"]?.string else {
      throw BenchError("chromedriver starts no browser; install chromium-driver (ci/packages chromium chromium-driver)")
    }
    self.session = "/session/\(session)"
  }

  func end() {
    _ = try? ask("DELETE", session, nil)
    kill(driver.processID, SIGTERM)
    _ = driver.wait()
  }

  /// Opens a page and waits until it is drawn.
  func open(_ path: String) throws(BenchError) {
    // A page that is there already would only be scrolled.
    _ = try ask("POST", session + "/url", "{\"url\":\"about:blank\"}")
    _ = try ask("POST", session + "/url", "{\"url\":\"file://\(path)\"}")
    for _ in 0..<600 {
      if try number("document.documentElement.dataset.ready ? 1 : 0") == 1 { return }
      usleep(50_000)
    }
    throw BenchError("\(path) is not drawn after 30 s")
  }

  /// The number an expression has in the page.
  func number(_ expression: String) throws(BenchError) -> Double {
    let text = expression.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    let answer = try ask("POST", session + "/execute/sync", "{\"script\":\"return \(text);\",\"args\":[]}")
    guard let number = answer["value"]?.number else { throw BenchError("the page says nothing to \(expression)") }
    return number
  }

  private func ask(_ method: String, _ path: String, _ body: String?) throws(BenchError) -> JSONValue {
    var words = ["curl", "-s", "-m", "150", "-X", method, address + path]
    if let body { words += ["-H", "Content-Type: application/json", "-d", body] }
    let outcome = try Subprocess.run(words)
    guard outcome.status == 0, let value = try? JSONValue(Array(outcome.output.utf8)) else {
      throw BenchError("chromedriver does not answer; install chromium-driver (ci/packages chromium chromium-driver)")
    }
    return value
  }
}
