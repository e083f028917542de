import Foundation

/// One request over HTTP/1.1 to a server of this machine, and its answer.
///
/// A connection a request: the driver closes what it is told to close, and nothing has to be kept alive.
struct LoopbackConnection {
  let port: UInt16

  struct Response {
    var status: Int
    var body: Data
  }

  /// - Throws: `WebDriverError` when nobody listens or the answer is not HTTP.
  func send(_ method: String, _ path: String, _ body: Data?) throws -> Response {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw WebDriverError("no socket: \(String(cString: strerror(errno)))") }
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard status == 0 else { throw WebDriverError("nobody listens on port \(port): \(String(cString: strerror(errno)))") }
    var request = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
    if let body { request += "Content-Type: application/json; charset=utf-8\r\nContent-Length: \(body.count)\r\n" }
    try write(Data((request + "\r\n").utf8) + (body ?? Data()), to: socket)
    return try response(read(from: socket))
  }

  private func write(_ data: Data, to socket: Int32) throws {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw WebDriverError("the driver took no request: \(String(cString: strerror(errno)))") }
      rest = rest.dropFirst(count)
    }
  }

  /// All bytes until the other side closes, or until the length it announced.
  private func read(from socket: Int32) throws -> Data {
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw WebDriverError("the driver gave no answer: \(String(cString: strerror(errno)))") }
      if count == 0 { return data }
      data.append(contentsOf: buffer[..<count])
      if let (_, body, length) = split(data), data.count - body >= length { return data }
    }
  }

  /// The heading, where the body begins and how long it is; nil before all of the heading is there or when no length is announced.
  private func split(_ data: Data) -> (heading: String, body: Int, length: Int)? {
    guard let end = data.firstRange(of: Data("\r\n\r\n".utf8)) else { return nil }
    let heading = String(decoding: data[..<end.lowerBound], as: UTF8.self)
    for line in heading.split(separator: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "content-length" else { continue }
      return Int(parts[1].trimmingCharacters(in: .whitespaces)).map { (heading, end.upperBound, $0) }
    }
    return nil
  }

  private func response(_ data: Data) throws -> Response {
    guard let (heading, body, length) = split(data), let status = Int(heading.split(separator: " ").dropFirst().first ?? "") else {
      throw WebDriverError("the driver's answer is not HTTP: \(String(decoding: data.prefix(200), as: UTF8.self))")
    }
    return Response(status: status, body: data[body...].prefix(length))
  }
}

struct WebDriverError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
