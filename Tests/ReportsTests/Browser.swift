import Foundation
import Testing

/// A browser without a window, for tests of the page.
enum Browser {
  static let isInstalled = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/chromium")
  }

  /// Opens a page, runs `script` in it once it is drawn, and gives back what the script returns.
  ///
  /// The script may use `all(selector)`: the texts of all matching elements; `key(name, target)`: a press of a key; `click(x, row)`: a click on the
  /// flame graph at a part of its width and a row.
  /// - Parameter address: What follows the `#` of the address.
  /// - Throws: `PageFailure` when the page reports an error or is not drawn.
  static func run(_ page: String, address: String = "", _ script: String = "") throws -> [String: Any] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headroom-page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "page.html")
    try Data(instrumented(page, script).utf8).write(to: file)
    let document = try dump("\(file.absoluteString)#\(address)", folder)
    guard document.contains("data-ready=\"true\"") else { throw PageFailure("the page was not drawn: \(document.prefix(500))") }
    guard let answer = document.firstMatch(of: /data-answer="([^"]*)"/), let bytes = Data(base64Encoded: String(answer.1)) else {
      throw PageFailure("the page has no answer")
    }
    let result = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
    if let errors = result["errors"] as? [String], !errors.isEmpty { throw PageFailure(errors.joined(separator: "; ")) }
    return result
  }

  /// The page with an ear for errors before its own script, and the test's script after it.
  private static func instrumented(_ page: String, _ script: String) -> String {
    let ear = """
      <script>const errors = []; addEventListener('error', (event) => errors.push(event.message));
      addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));</script>
      """
    let driver = """
      <script>
      {
        const all = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent);
        const key = (key, target = document.body) => target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        const click = (x, row) => {
          const box = document.getElementById("canvas").getBoundingClientRect();
          const at = { clientX: box.left + x * box.width, clientY: box.top + (row + 0.5) * 19, bubbles: true };
          document.getElementById("canvas").dispatchEvent(new MouseEvent("click", at));
        };
        const drive = () => {
          // A page that unpacks its data is drawn some time after its script ran.
          if (!document.documentElement.dataset.ready && !errors.length) return setTimeout(drive, 5);
          let answer = {};
          try { answer = (() => { \(script) })() ?? {}; } catch (error) { errors.push(String(error)); }
          const text = JSON.stringify({ ...answer, errors });
          document.documentElement.dataset.answer = btoa(String.fromCharCode(...new TextEncoder().encode(text)));
        };
        drive();
      }
      </script>
      """
    // The first head and the last end of the body are the page's own: its data lie between them.
    var page = page
    if let head = page.range(of: "<head>") { page.insert(contentsOf: ear, at: head.upperBound) }
    if let end = page.range(of: "</body>", options: .backwards) { page.insert(contentsOf: driver, at: end.lowerBound) }
    return page
  }

  /// The document after all scripts ran, as HTML.
  private static func dump(_ address: String, _ folder: URL) throws -> String {
    let output = folder.appending(path: "document.html")
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    // A browser that hangs is ended; no test waits for it to be fast.
    process.arguments = [
      "timeout", "300", "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1200,900",
      "--user-data-dir=\(folder.path)/user", "--virtual-time-budget=5000", "--dump-dom", address,
    ]
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw PageFailure("chromium ended with \(process.terminationStatus)") }
    return String(decoding: try Data(contentsOf: output), as: UTF8.self)
  }
}

struct PageFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// All tests that draw the page, one browser at a time: each takes much memory.
@Suite(.enabled(if: Browser.isInstalled, "chromium is not installed: the page is not drawn"), .serialized) enum PageInBrowser {}
