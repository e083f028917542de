import Foundation
import Testing

@testable import Profiles

/// The packed columns of a page, read independently of the page's own script.
struct PageColumnsReading {
  var frame: [Int]
  /// Steps back up before each node's one down.
  var steps: [Int]
  var flags: [Int]
  /// By metric.
  var rows: [(nodes: [Int], keys: [Int], values: [Int], times: [Int])] = []

  init(_ page: String, metrics: Int) throws {
    let start = try #require(page.range(of: "<script type=\"text/plain\" id=\"columns\">")).upperBound
    let end = try #require(page.range(of: "</script>", range: start..<page.endIndex)).lowerBound
    let packed = try #require(Data(base64Encoded: String(page[start..<end])))
    let bytes = try Gzip.decompress(Array(packed)).array()
    var at = 0
    func number() -> Int {
      var (value, shift) = (UInt64(0), UInt64(0))
      while true {
        let byte = bytes[at]
        at += 1
        value |= UInt64(byte & 127) << shift
        shift += 7
        if byte < 128 { return Int(bitPattern: UInt(value)) }
      }
    }
    func column() -> [Int] { (0..<number()).map { _ in number() } }
    let (places, new) = (column(), column())
    (frame, steps, flags) = ([], column(), column())
    var (callees, open, next): ([Int: [Int]], [Int], Int) = ([:], [-1], 0)
    for (place, step) in zip(places, steps) {
      open.removeLast(step)
      let caller = open[open.count - 1]
      if place == 0 {
        callees[caller, default: []].append(new[next])
        next += 1
      }
      let known = try #require(callees[caller])
      frame.append(place == 0 ? known[known.count - 1] : known[place - 1])
      open.append(frame[frame.count - 1])
    }
    #expect(next == new.count)
    for _ in 0..<metrics {
      var last = 0
      let nodes = column().map { step in
        last += step
        return last
      }
      var keys = column()
      for row in keys.indices.dropFirst() where nodes[row] == nodes[row - 1] { keys[row] += keys[row - 1] }
      let values = column().map { Int(bitPattern: UInt(bitPattern: $0) >> 1) ^ -($0 & 1) }
      var times = column()
      for row in times.indices.dropFirst() where nodes[row] == nodes[row - 1] && keys[row] == keys[row - 1] { times[row] += times[row - 1] }
      rows.append((nodes, keys, values, times))
    }
    #expect(at == bytes.count)
  }

  /// 1 below the root.
  var depths: [Int] {
    var depth = 0
    return steps.map { step in
      depth += 1 - step
      return depth
    }
  }
}
