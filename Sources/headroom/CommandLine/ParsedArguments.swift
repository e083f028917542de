/// The words of a command line, sorted by what they are.
struct ParsedArguments {
  private(set) var values: [String: String] = [:]
  private(set) var flags: Set<String> = []
  private(set) var positional: [String] = []
  /// Everything after `--`.
  private(set) var command: [String] = []

  /// Sorts `words` by the command's specification.
  init(_ words: [String], for specification: CommandSpecification) throws(UsageError) {
    let options = specification.options + [CommandSpecification.help]
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      if word == "--" {
        guard specification.takesCommand else { throw UsageError("\(specification.name) runs no command, so `--` means nothing here", specification) }
        command = Array(words[index...])
        return
      }
      guard word.hasPrefix("-"), word != "-" else {
        guard positional.count < specification.positional.count || specification.repeatsLast else {
          throw UsageError(
            specification.takesCommand ? "unexpected argument `\(word)`: a command to run goes after `--`" : "unexpected argument `\(word)`",
            specification)
        }
        positional.append(word)
        continue
      }
      var name = word
      var attached: String?
      if word.hasPrefix("--") {
        if let equals = word.firstIndex(of: "=") {
          name = String(word[..<equals])
          attached = String(word[word.index(after: equals)...])
        }
      } else if word.count > 2 {
        name = String(word.prefix(2))
        attached = String(word.dropFirst(2))
      }
      guard let option = options.first(where: { name == "--\($0.name)" || ($0.short.map { name == "-\($0)" } ?? false) }) else {
        let near = name.hasPrefix("--") ? Spelling.nearest(to: String(name.dropFirst(2)), in: options.map(\.name)) : nil
        throw UsageError("unknown option `\(name)`" + (near.map { "; did you mean --\($0)?" } ?? ""), specification)
      }
      if option.value == nil {
        guard attached == nil else { throw UsageError("--\(option.name) takes no value", specification) }
        flags.insert(option.name)
      } else if let attached {
        values[option.name] = attached
      } else if option.isValueOptional, index == words.count || !Self.isNumber(words[index]) {
        flags.insert(option.name)
      } else {
        guard index < words.count else { throw UsageError("--\(option.name) needs a value: \(option.synopsis)", specification) }
        values[option.name] = words[index]
        index += 1
      }
    }
  }

  private static func isNumber(_ word: String) -> Bool { !word.isEmpty && word.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }

  func value(_ name: String) -> String? { values[name] }
  func flag(_ name: String) -> Bool { flags.contains(name) }
}

/// A command line that cannot be understood.
struct UsageError: Error, CustomStringConvertible {
  let message: String
  let command: String

  init(_ message: String, _ specification: CommandSpecification) {
    self.message = message
    command = specification.name
  }

  var description: String { "\(message); see headroom \(command) --help" }
}

/// Finds what a mistyped word was meant to be.
enum Spelling {
  /// The candidate at the smallest edit distance from `word`, if it is near enough to be meant.
  static func nearest(to word: String, in candidates: [String]) -> String? {
    let scored = candidates.map { (candidate: $0, distance: distance(Array(word.utf8), Array($0.utf8))) }
    guard let best = scored.min(by: { $0.distance < $1.distance }), best.distance <= max(1, word.count / 3) else { return nil }
    return best.candidate
  }

  /// Levenshtein distance in which two neighbours that changed places count once. - Complexity: O(`left.count` × `right.count`).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var before: [Int] = []
    var row = Array(0...right.count)
    for (position, byte) in left.enumerated() {
      var next = [position + 1]
      for column in right.indices {
        var best = min(row[column] + (right[column] == byte ? 0 : 1), row[column + 1] + 1, next[column] + 1)
        if position > 0, column > 0, byte == right[column - 1], left[position - 1] == right[column] { best = min(best, before[column - 1] + 1) }
        next.append(best)
      }
      before = row
      row = next
    }
    return row[right.count]
  }
}
