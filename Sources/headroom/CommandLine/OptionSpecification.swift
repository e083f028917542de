/// One option a command accepts.
struct OptionSpecification {
  /// Long name without dashes.
  let name: String
  /// One letter, or nil.
  let short: Character?
  /// What the value is called in the help; nil for a flag.
  let value: String?
  let help: String
  /// True when the value may be left out; then only a whole number is taken for it.
  var isValueOptional = false

  static func flag(_ name: String, short: Character? = nil, _ help: String) -> OptionSpecification {
    OptionSpecification(name: name, short: short, value: nil, help: help)
  }

  static func option(_ name: String, short: Character? = nil, _ value: String, _ help: String) -> OptionSpecification {
    OptionSpecification(name: name, short: short, value: value, help: help)
  }

  /// An option that is a flag where no number follows it.
  static func optionalNumber(_ name: String, _ value: String, _ help: String) -> OptionSpecification {
    OptionSpecification(name: name, short: nil, value: value, help: help, isValueOptional: true)
  }

  /// How the option is written in the help: `-d, --duration TIME`.
  var synopsis: String {
    let long = value.map { isValueOptional ? "--\(name) [\($0)]" : "--\(name) \($0)" } ?? "--\(name)"
    return short.map { "-\($0), \(long)" } ?? "    \(long)"
  }
}

/// A command of the tool: what it is called, what it accepts, what its help says.
struct CommandSpecification {
  let name: String
  /// One line for the list of commands.
  let abstract: String
  /// The lines after `usage: headroom NAME`.
  let usage: [String]
  let options: [OptionSpecification]
  /// Commands a reader can paste, each with what it does.
  let examples: [(command: String, meaning: String)]
  /// Names of the positional arguments, for messages.
  var positional: [String] = []
  /// True when the last positional argument may be given any number of times.
  var repeatsLast = false
  /// True when everything after `--` belongs to the command to run.
  var takesCommand = false

  static let help = OptionSpecification.flag("help", short: "h", "Show this help.")

  var helpText: String {
    var text = "\(abstract)\n\n"
    for (index, line) in usage.enumerated() { text += (index == 0 ? "usage: " : "       ") + "headroom \(name) \(line)\n" }
    text += "\noptions:\n"
    let shown = options + [Self.help]
    let width = shown.map(\.synopsis.count).max() ?? 0
    for option in shown {
      let lines = option.help.split(separator: "\n", omittingEmptySubsequences: false)
      text += "  \(option.synopsis.padded(to: width))  \(lines[0])\n"
      for line in lines.dropFirst() { text += String(repeating: " ", count: width + 4) + "\(line)\n" }
    }
    if !examples.isEmpty {
      text += "\nexamples:\n"
      for example in examples { text += "  # \(example.meaning)\n  \(example.command)\n" }
    }
    return text
  }
}

extension String {
  /// The string with spaces at its end up to `width` characters.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
