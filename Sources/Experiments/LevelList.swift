/// Levels and sizes as people type them.
public enum LevelList {
  /// Reads `1,2,4,8`: sorted, without repetitions, and with 1 for a sweep, each with a note when it was otherwise.
  public static func levels(_ text: String) throws(ExperimentError) -> (levels: [Int], notes: [String]) {
    var levels: [Int] = []
    for word in words(text) {
      guard let level = Int(word), level > 0, level <= 1_000_000 else {
        throw ExperimentError(.plan, "--levels takes whole numbers from 1 on, not `\(word)`", remedy: "write --levels 1,2,4,8")
      }
      levels.append(level)
    }
    guard !levels.isEmpty else { throw ExperimentError(.plan, "--levels names no level", remedy: "write --levels 1,2,4,8") }
    var (sorted, notes) = tidy(levels, "levels")
    if sorted[0] != 1 {
      sorted.insert(1, at: 0)
      notes.append("level 1 was added: it is what the others are compared with")
    }
    return (sorted, notes)
  }

  /// Reads `1k,2k,1M`: k, M and G are powers of 1000, Ki, Mi and Gi of 1024.
  public static func sizes(_ text: String) throws(ExperimentError) -> (sizes: [Double], notes: [String]) {
    var sizes: [Double] = []
    for word in words(text) {
      guard let size = size(word) else {
        throw ExperimentError(.plan, "--sizes takes numbers above 0 such as 500, 4k or 1M, not `\(word)`", remedy: "write --sizes 1k,2k,4k,8k,16k")
      }
      sizes.append(size)
    }
    guard !sizes.isEmpty else { throw ExperimentError(.plan, "--sizes names no size", remedy: "write --sizes 1k,2k,4k,8k,16k") }
    let (sorted, notes) = tidy(sizes, "sizes")
    return (sorted, notes)
  }

  private static func size(_ word: String) -> Double? {
    let units: [(String, Double)] = [
      ("Ki", 1024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("k", 1e3), ("K", 1e3), ("M", 1e6), ("m", 1e6), ("G", 1e9), ("g", 1e9), ("", 1),
    ]
    for (suffix, factor) in units where word.hasSuffix(suffix) {
      let digits = word.dropLast(suffix.count)
      guard digits.allSatisfy({ $0.isASCIIDigit || $0 == "." }), let number = Double(digits), number > 0, number * factor <= 1e15 else { return nil }
      return number * factor
    }
    return nil
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map { String($0.filter { $0 != " " }) }
  }

  private static func tidy<Number: Comparable & Hashable>(_ numbers: [Number], _ name: String) -> ([Number], [String]) {
    let sorted = Set(numbers).sorted()
    var notes: [String] = []
    if sorted.count < numbers.count { notes.append("\(name) that were given more than once are run as one") }
    if numbers.sorted() != numbers { notes.append("\(name) were sorted") }
    return (sorted, notes)
  }
}
