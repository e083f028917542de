/// What a client asks the server of one page for, and the answer to it.
///
/// Source: HTTP/1.1, <https://www.rfc-editor.org/rfc/rfc9112> and <https://www.rfc-editor.org/rfc/rfc9110>.
struct LocalPageRequest {
  /// More than any browser sends to ask for a page.
  static let longest = 16_384

  /// The answer's status line and headers, and whether the page follows them.
  struct Answer {
    var head: [UInt8]
    var sendsPage: Bool
  }

  private let method: Substring
  private let target: Substring
  /// The Host headers' values.
  private let hosts: [String]

  /// The request in the bytes so far; nil while its end has not come.
  ///
  /// - Throws: An answer when it can be none.
  init?(_ bytes: [UInt8]) throws(Refusal) {
    guard let end = Self.endOfHead(bytes) else {
      guard bytes.count <= Self.longest else { throw Refusal(status: "431 Request Header Fields Too Large") }
      return nil
    }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(omittingEmptySubsequences: false) { $0 == "\r\n" || $0 == "\n" }
    let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2].hasPrefix("HTTP/1."), !words[0].isEmpty else { throw Refusal(status: "400 Bad Request") }
    (method, target) = (words[0], words[1])
    var hosts: [String] = []
    for line in lines.dropFirst() where !line.isEmpty {
      guard let colon = line.firstIndex(of: ":") else { throw Refusal(status: "400 Bad Request") }
      if line[..<colon].lowercased() == "host" {
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        hosts.append(String(value.reversed().drop { $0 == " " || $0 == "\t" }.reversed()).lowercased())
      }
    }
    self.hosts = hosts
  }

  /// Why there is no answer to the request but an error.
  struct Refusal: Error {
    var status: String

    var answer: Answer { LocalPageRequest.answer(status, text: status + "\n") }
  }

  /// The answer of the server at this port to its request.
  ///
  /// A page elsewhere can make a name of its own lead to this machine and ask with the reader's browser; but then Host is that name.
  func answer(port: Int, pageLength: Int) -> Answer {
    let names = ["127.0.0.1", "localhost"]
    let allowed = names.map { "\($0):\(port)" } + (port == 80 ? names : [])
    guard hosts.count == 1, allowed.contains(hosts[0]) else { return Refusal(status: "403 Forbidden").answer }
    guard target == "/", method == "GET" || method == "HEAD" else {
      return Self.answer("404 Not Found", text: "404 Not Found\n", hasBody: method != "HEAD")
    }
    return Answer(head: Self.head("200 OK", type: "text/html", length: pageLength), sendsPage: method == "GET")
  }

  private static func answer(_ status: String, text: String, hasBody: Bool = true) -> Answer {
    Answer(head: head(status, type: "text/plain", length: text.utf8.count) + (hasBody ? Array(text.utf8) : []), sendsPage: false)
  }

  private static func head(_ status: String, type: String, length: Int) -> [UInt8] {
    let lines = [
      "HTTP/1.1 \(status)", "Content-Type: \(type); charset=utf-8", "Content-Length: \(length)", "Cache-Control: no-store",
      "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Cross-Origin-Resource-Policy: same-origin",
      "Cross-Origin-Opener-Policy: same-origin", "Content-Security-Policy: frame-ancestors 'none'", "Connection: close", "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  /// Where the empty line after the headers begins.
  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    var start = 0
    for (position, byte) in bytes.prefix(longest).enumerated() where byte == UInt8(ascii: "\n") {
      let line = bytes[start..<position]
      if start > 0, line.isEmpty || line.elementsEqual([UInt8(ascii: "\r")]) { return start }
      start = position + 1
    }
    return nil
  }
}
