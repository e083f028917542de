import Glibc

/// A request line, as far as this server cares.
struct Request: Sendable {
  /// Path and query; empty when the request is malformed.
  var target: String
  var keepsAlive: Bool
}

/// One client connection. Used by one task.
final class Connection {
  private let descriptor: Int32
  private let poller: Poller
  private var buffer: [UInt8] = []
  private var isLast = false

  init(descriptor: Int32, poller: Poller) {
    self.descriptor = descriptor
    self.poller = poller
  }

  /// The next request; nil when the client has gone or sent something too long.
  func nextRequest() async -> Request? {
    if isLast { return nil }
    while true {
      if let end = headerEnd() {
        let request = Self.parse(buffer[..<end])
        buffer.removeFirst(end + 4)
        isLast = !request.keepsAlive
        return request
      }
      guard buffer.count < 65_536 else { return nil }
      switch receive() {
      case .data: continue
      case .wait: await poller.readable(descriptor)
      case .end: return nil
      }
    }
  }

  /// Sends all of `bytes`; false when the client has gone.
  func send(_ bytes: [UInt8]) async -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL)) }
      if count > 0 {
        done += count
      } else if errno == EAGAIN {
        await poller.writable(descriptor)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  func close() {
    poller.forget(descriptor)
    Glibc.close(descriptor)
  }

  private enum Received { case data, wait, end }

  private func receive() -> Received {
    let old = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: 4096))
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + old, 4096, 0) }
    let code = errno
    buffer.removeLast(4096 - max(0, count))
    if count > 0 { return .data }
    return count < 0 && (code == EAGAIN || code == EINTR) ? .wait : .end
  }

  /// Where the empty line after the header begins.
  private func headerEnd() -> Int? {
    guard buffer.count >= 4 else { return nil }
    for index in 0...(buffer.count - 4) where buffer[index] == 13 && buffer[index + 1] == 10 && buffer[index + 2] == 13 && buffer[index + 3] == 10 {
      return index
    }
    return nil
  }

  private static func parse(_ header: ArraySlice<UInt8>) -> Request {
    let line = header.prefix { $0 != 13 }
    let words = line.split(separator: 32)
    guard words.count == 3, words[0].elementsEqual("GET".utf8), words[2].starts(with: "HTTP/1.".utf8) else {
      return Request(target: "", keepsAlive: false)
    }
    let closes = String(decoding: header, as: UTF8.self).lowercased().contains("connection: close")
    return Request(target: String(decoding: words[1], as: UTF8.self), keepsAlive: !closes)
  }
}
