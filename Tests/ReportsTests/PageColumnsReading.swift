import Foundation
import Testing

@testable import Profiles

/// The packed columns of a page, read independently of the page's own script.
struct PageColumnsReading {
  var frame: [Int]
  /// Steps back up before each node's one down.
  var steps: [Int]
  var flags: [Int]
  /// How many calls up from each node the function is that a reader would name; empty without waits.
  var acting: [Int]
  /// Function and number of source lines.
  var lines: [(name: Int, number: Int)]
  /// By metric; of `lines` in a row -1 is none.
  var rows: [(nodes: [Int], lines: [Int], keys: [Int], values: [Int], times: [Int], waits: [Int], totals: [Int])] = []

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
    /// Numbers that were written as places among those met before in the same context.
    func numbers(_ places: [Int], _ new: [Int], in context: (Int) -> Int, met: (Int, Int) -> Void) throws -> [Int] {
      var (known, next): ([Int: [Int]], Int) = ([:], 0)
      let numbers = try places.enumerated().map { index, place in
        let context = context(index)
        if place == 0 {
          known[context, default: []].append(new[next])
          next += 1
        }
        let all = try #require(known[context])
        let number = place == 0 ? all[all.count - 1] : all[place - 1]
        met(index, number)
        return number
      }
      #expect(next == new.count)
      return numbers
    }
    func zigzag(_ column: [Int]) -> [Int] { column.map { Int(bitPattern: UInt(bitPattern: $0) >> 1) ^ -($0 & 1) } }
    let (places, new) = (column(), column())
    let steps = column()
    self.steps = steps
    flags = column()
    var open = [-1]
    let caller = { (index: Int) in
      open.removeLast(steps[index])
      return open[open.count - 1]
    }
    let frame = try numbers(places, new, in: caller, met: { _, frame in open.append(frame) })
    self.frame = frame
    acting = column()
    lines = Array(zip(column(), column()))
    for _ in 0..<metrics {
      var last = 0
      let nodes = column().map { step in
        last += step
        return last
      }
      let functions = nodes.map { $0 == 0 ? -1 : frame[$0 - 1] }
      let lines = try numbers(column(), column(), in: { functions[$0] }, met: { _, _ in }).map { $0 - 1 }
      let isSameLine = { row in nodes[row] == nodes[row - 1] && lines[row] == lines[row - 1] }
      var keys = column()
      for row in keys.indices.dropFirst() where isSameLine(row) { keys[row] += keys[row - 1] }
      let values = zigzag(column())
      var times = column()
      for row in times.indices.dropFirst() where isSameLine(row) && keys[row] == keys[row - 1] { times[row] += times[row - 1] }
      let waits = zigzag(column())
      rows.append((nodes, lines, keys, values, times, waits, zigzag(column())))
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
