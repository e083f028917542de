import Glibc

/// A place that answers TCP connections.
struct Endpoint: Sendable, Equatable {
  var host: String
  var port: Int

  /// True when only a program of this machine can answer there.
  var isLocal: Bool { ["localhost", "0.0.0.0", "::1", "::", ""].contains(host) || host.hasPrefix("127.") }

  /// Where a load command sends its requests: the first URL or `host:port` in it; for pgbench what its options say.
  static func find(in line: String) -> Endpoint? {
    // Also within `sh -c '…'`, and in what `echo` hands to vegeta.
    let all = ShellWords.commands(line).flatMap { $0.flatMap { $0.split(whereSeparator: { " '\"\n".contains($0) }).map(String.init) } }
    if let endpoint = all.lazy.compactMap({ Endpoint(url: $0) }).first { return endpoint }
    for (index, word) in all.enumerated() {
      // `-H X-Limit:100` and `--stage 5s:10` are no places.
      let isValue = index > 0 && all[index - 1].hasPrefix("-")
      if let endpoint = Endpoint(address: word), !isValue || endpoint.host == "localhost" || endpoint.host.contains(where: { ".:".contains($0) }) {
        return endpoint
      }
    }
    guard LoadTool.recognise(line) == .pgbench else { return nil }
    let words = ShellWords.words(line)
    func option(_ names: String...) -> String? {
      for (index, word) in words.enumerated() {
        for name in names {
          if word == name, index + 1 < words.count { return words[index + 1] }
          if name.hasPrefix("--"), word.hasPrefix(name + "=") { return String(word.dropFirst(name.count + 1)) }
          if !name.hasPrefix("--"), word.hasPrefix(name), word.count > 2 { return String(word.dropFirst(2)) }
        }
      }
      return nil
    }
    guard let host = option("-h", "--host"), !host.hasPrefix("/") else { return nil }
    return Endpoint(host: host, port: option("-p", "--port").flatMap { Int($0) } ?? 5432)
  }

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// The place of a URL; nil for what is none.
  init?(url: String) {
    guard let scheme = url.firstRange(of: "://") else { return nil }
    let name = url[..<scheme.lowerBound]
    guard let defaultPort = ["http": 80, "https": 443, "ws": 80, "wss": 443, "grpc": 80, "h2c": 80, "tcp": 0][String(name)] else { return nil }
    let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let place = authority.split(separator: "@").last ?? ""
    guard !place.isEmpty else { return nil }
    if let endpoint = Endpoint(address: String(place)) {
      self = endpoint
    } else {
      guard defaultPort > 0, !place.contains(":") else { return nil }
      self.init(host: String(place), port: defaultPort)
    }
  }

  /// Reads `host:port`, `[::1]:port`, `:port`; nil for anything else.
  init?(address: String) {
    guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...].prefix { $0 != "/" }),
      (1...65_535).contains(port)
    else { return nil }
    var host = String(address[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else {
      guard host.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_" }) else { return nil }
    }
    self.init(host: host.isEmpty ? "localhost" : host, port: port)
  }
}

/// TCP, as much of it as readiness needs.
enum Connection {
  /// True when somebody accepts a connection within a quarter of a second.
  static func isAnswered(_ endpoint: Endpoint) -> Bool {
    guard let descriptor = open(endpoint) else { return false }
    close(descriptor)
    return true
  }

  /// The status of the answer to a GET; nil when there is none within a second.
  static func status(of url: String) -> Int? {
    guard let endpoint = Endpoint(url: url), let descriptor = open(endpoint) else { return nil }
    defer { close(descriptor) }
    let afterScheme = url[(url.firstRange(of: "://")?.upperBound ?? url.startIndex)...]
    let path = afterScheme.firstIndex(of: "/").map { String(afterScheme[$0...].prefix { $0 != "#" }) } ?? "/"
    let request = Array("GET \(path) HTTP/1.1\r\nHost: \(endpoint.host):\(endpoint.port)\r\nConnection: close\r\nAccept: */*\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1024)
    let deadline = MonotonicClock.now + 1_000_000_000
    while !answer.contains(10), MonotonicClock.now < deadline {
      guard wait(descriptor, POLLIN, milliseconds: 250) else { continue }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      answer += buffer[..<count]
    }
    // `HTTP/1.1 200 OK`
    let words = String(decoding: answer.prefix { $0 != 10 }, as: UTF8.self).split(separator: " ")
    guard words.count >= 2, words[0].hasPrefix("HTTP/") else { return nil }
    return Int(words[1])
  }

  /// A port nobody listens at; nil when there is none.
  static func freePort() -> Int? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
      }
    }
    return code ? Int(UInt16(bigEndian: address.sin_port)) : nil
  }

  private static func open(_ endpoint: Endpoint) -> Int32? {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(endpoint.host, "\(endpoint.port)", &hints, &list) == 0 else { return nil }
    defer { freeaddrinfo(list) }
    var next = list
    while let address = next?.pointee {
      next = address.ai_next
      let type = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
      let descriptor = socket(address.ai_family, type, address.ai_protocol)
      guard descriptor >= 0 else { continue }
      if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 || (errno == EINPROGRESS && isConnected(descriptor)) { return descriptor }
      close(descriptor)
    }
    return nil
  }

  private static func isConnected(_ descriptor: Int32) -> Bool {
    guard wait(descriptor, POLLOUT, milliseconds: 250) else { return false }
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 && code == 0
  }

  private static func wait(_ descriptor: Int32, _ events: Int32, milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    return poll(&entry, 1, milliseconds) == 1
  }
}
