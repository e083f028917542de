/// The environment as pprof comments: one `key: value` line each, then the comments of other tools verbatim.
///
/// A first line `headroom: VERSION` says that the lines after it are ours; without it every comment is another tool's.
enum PprofComments {
  private static let marker = "headroom"
  private static let note = "note"
  private static let handOvers = "hand-overs"
  /// Introduces a foreign comment that would be taken for one of ours.
  private static let foreign = "comment"

  private static let texts: [(key: String, path: WritableKeyPath<Environment, String> & Sendable)] = [
    ("kernel", \.kernel), ("cpu", \.cpuModel), ("toolchain", \.toolchain), ("clock", \.clock), ("collector", \.collector),
    ("target", \.target), ("arguments", \.arguments),
  ]
  private static let counts: [(key: String, path: WritableKeyPath<Environment, Int64> & Sendable)] = [
    ("samples", \.trust.samples), ("lost", \.trust.lost), ("truncated", \.trust.truncated), ("complete", \.trust.complete),
    ("async samples", \.trust.asyncSamples), ("async complete", \.trust.asyncComplete),
    ("wall nanoseconds", \.trust.wall), ("accounted nanoseconds", \.trust.accounted), ("closure millionths", \.trust.closureError),
  ]

  static func encode(_ environment: Environment) -> [String] {
    var own: [String] = []
    for (key, path) in texts where !environment[keyPath: path].isEmpty { own.append("\(key): \(environment[keyPath: path])") }
    if environment.frequency != 0 { own.append("frequency: \(environment.frequency)") }
    if environment.processors != 0 { own.append("processors: \(environment.processors)") }
    if environment.processID != 0 { own.append("pid: \(environment.processID)") }
    if environment.trust != Trust() { for (key, path) in counts { own.append("\(key): \(environment[keyPath: path])") } }
    if let requests = environment.requests { own.append("requests: \(requests)") }
    for lock in environment.locks { own.append("\(handOvers): \(lock.handOvers) \(lock.held) \(lock.name)") }
    for text in environment.notes { own.append("\(note): \(text)") }
    let isMarked =
      !own.isEmpty || !environment.toolVersion.isEmpty || environment.comments.first.map { split($0)?.key == marker } ?? false
    guard isMarked else { return environment.comments }
    let others = environment.comments.map { comment in
      var ignored = Environment()
      return isOwn(comment, into: &ignored) ? "\(foreign): \(comment)" : comment
    }
    return ["\(marker): \(environment.toolVersion)"] + own + others
  }

  static func decode(_ comments: [String]) -> Environment {
    var environment = Environment()
    guard let first = comments.first, let (key, version) = split(first), key == marker else {
      environment.comments = comments
      return environment
    }
    environment.toolVersion = version
    for comment in comments.dropFirst() where !isOwn(comment, into: &environment) { environment.comments.append(comment) }
    return environment
  }

  /// Takes one of our lines into `environment`; false when the comment is another tool's.
  private static func isOwn(_ comment: String, into environment: inout Environment) -> Bool {
    guard let (key, value) = split(comment) else { return false }
    if let entry = texts.first(where: { $0.key == key }) {
      environment[keyPath: entry.path] = value
      return true
    }
    if key == note {
      environment.notes.append(value)
      return true
    }
    if key == handOvers, let lock = lock(value) {
      environment.locks.append(lock)
      return true
    }
    if key == foreign {
      environment.comments.append(value)
      return true
    }
    guard let number = Int64(value) else { return false }
    if let entry = counts.first(where: { $0.key == key }) {
      environment[keyPath: entry.path] = number
      return true
    }
    switch key {
    case "frequency": environment.frequency = Int(number)
    case "processors": environment.processors = Int(number)
    case "pid": environment.processID = Int(number)
    case "requests": environment.requests = number
    default: return false
    }
    return true
  }

  /// Count, nanoseconds and name of a lock, with a space between.
  private static func lock(_ text: String) -> LockService? {
    let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count == 3, let count = Int64(words[0]), let held = Int64(words[1]), count > 0, held >= 0 else { return nil }
    return LockService(name: String(words[2]), handOvers: count, held: held)
  }

  private static func split(_ comment: String) -> (key: String, value: String)? {
    let bytes = comment.utf8
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let space = bytes.index(after: colon)
    guard space < bytes.endIndex, bytes[space] == UInt8(ascii: " ") else { return nil }
    return (String(comment[..<colon]), String(comment[bytes.index(after: space)...]))
  }
}
