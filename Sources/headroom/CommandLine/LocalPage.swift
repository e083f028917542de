import Glibc

/// A page for the person at this machine: opened in a browser, served on the loopback interface, or both.
struct LocalPage {
  /// The HTML.
  let bytes: [UInt8]
  /// What the page is about, for messages.
  let title: String

  /// How a page is to be shown.
  struct Showing {
    var opens = false
    /// The port to serve on, 0 for any that is free; nil when the page is not served.
    var port: Int?

    var isWanted: Bool { opens || port != nil }
    /// The option that asks for it, for messages.
    var option: String { port != nil ? "--serve" : "--open" }
  }

  /// Shows the page, and returns when there is nothing left to do: at once after opening it, at Ctrl-C after serving it.
  ///
  /// - Parameter output: A file that gets the page too.
  func show(_ showing: Showing, output: OutputFile?) throws(CommandError) {
    try output?.write(bytes)
    guard let port = showing.port else { return try open(output) }
    let stop = StopSignals()
    let server = try LocalPageServer(page: bytes, port: port)
    try Terminal.output(server.address + "\n")
    Terminal.note("headroom: serving \(title) to this machine; Ctrl-C ends")
    var browser = showing.opens ? LocalBrowser(server.address, remedy: "open \(server.address) in a browser yourself") : nil
    server.run(until: stop) {
      // The browser asks for the page before the program that opens it ends.
      guard let progress = browser?.advance(), progress != .trying else { return }
      if case .failed(let problem) = progress { Terminal.note("headroom: \(problem)") }
      browser = nil
    }
  }

  private func open(_ output: OutputFile?) throws(CommandError) {
    let file = if let output { output.path } else { try Self.privateFile(bytes) }
    let resolved = realpath(file, nil)
    defer { free(resolved) }
    let path = resolved.map { String(cString: $0) } ?? file
    var browser = LocalBrowser("file://" + Self.escaped(path), remedy: "open \(path) yourself")
    while true {
      switch browser.advance() {
      case .trying: usleep(20_000)
      case .opened: return Terminal.note("headroom: opened \(path)")
      case .failed(let problem): throw CommandError(problem)
      }
    }
  }

  /// Writes the page where nobody else can read it. The file stays: nothing tells when the browser has read it.
  private static func privateFile(_ bytes: [UInt8]) throws(CommandError) -> String {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    var template = Array("\(folder.isEmpty ? "/tmp" : folder)/headroom-report.XXXXXX".utf8CString)
    guard let made = template.withUnsafeMutableBufferPointer({ buffer in buffer.baseAddress.flatMap { mkdtemp($0) } }) else {
      let place = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw CommandError("cannot make the folder \(place): \(String(cString: strerror(errno))); choose a file with -o, or another TMPDIR")
    }
    let path = String(cString: made) + "/report.html"
    do throws(CommandError) {
      try OutputFile(path).write(bytes)
    } catch {
      rmdir(String(cString: made))
      throw error
    }
    chmod(path, 0o600)
    return path
  }

  /// The path as part of a URL: <https://www.rfc-editor.org/rfc/rfc3986#section-2>.
  private static func escaped(_ path: String) -> String {
    var text = ""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return text
  }
}
