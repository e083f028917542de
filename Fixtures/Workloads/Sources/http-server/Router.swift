import FixtureSupport
import Synchronization

/// How many requests each path has had.
final class Counts: Sendable {
  private let values = Mutex<[Int]>([0, 0, 0, 0])
  var all: [Int] { values.withLock { $0 } }
  func add(_ path: Int) { values.withLock { $0[path] += 1 } }
}

/// What the server does for each path.
enum Router {
  static let counts = Counts()
  private static let shared = Mutex<UInt64>(1)

  @inline(never)
  static func respond(to request: Request) async -> [UInt8] {
    let target = request.target
    if target == "/plaintext" { return plaintext() }
    if target == "/json" { return await json() }
    if target == "/locked" { return locked() }
    if target.hasPrefix("/sum?n="), let count = Int(target.dropFirst(7)), (0...100_000).contains(count) { return await sum(count) }
    return response(request.target.isEmpty ? "400 Bad Request" : "404 Not Found", "text/plain", "\n")
  }

  @inline(never)
  static func plaintext() -> [UInt8] {
    counts.add(0)
    return response("200 OK", "text/plain", "Hello, World!")
  }

  @inline(never)
  static func json() async -> [UInt8] {
    counts.add(1)
    return response("200 OK", "application/json", await encodeDocument(items: 24))
  }

  @inline(never)
  static func locked() -> [UInt8] {
    counts.add(2)
    let value = shared.withLock { value in
      value = holdLock(value)
      return value
    }
    return response("200 OK", "text/plain", "\(value)")
  }

  @inline(never)
  static func holdLock(_ value: UInt64) -> UInt64 { churn(4_000, value) }

  @inline(never)
  static func sum(_ count: Int) async -> [UInt8] {
    counts.add(3)
    return response("200 OK", "text/plain", "\(await sumRange(0, count))")
  }

  /// Adds up a range by halves: as deep as the logarithm of its length.
  @inline(never)
  static func sumRange(_ low: Int, _ high: Int) async -> Int {
    if high - low <= 64 { return sumSlice(low, high) }
    let middle = (low + high) / 2
    return await sumRange(low, middle) + sumRange(middle, high)
  }

  @inline(never)
  static func sumSlice(_ low: Int, _ high: Int) -> Int { (low..<high).reduce(0) { $0 &+ Int(truncatingIfNeeded: churn(8, UInt64($1))) & 0xff } }

  @inline(never)
  static func encodeDocument(items: Int) async -> String {
    var text = "{\"items\":["
    for item in 0..<items {
      if item > 0 { text += "," }
      text += await encodeItem(item)
    }
    return text + "]}"
  }

  @inline(never)
  static func encodeItem(_ item: Int) async -> String { "{\"id\":\(item),\"name\":\"item \(item)\",\"hash\":\(churn(64, UInt64(item)))}" }

  private static func response(_ status: String, _ type: String, _ body: String) -> [UInt8] {
    Array("HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
  }
}
