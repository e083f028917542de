/// A command line as a person types it, taken apart as a shell would.
enum ShellWords {
  /// Characters that mean something to a shell beyond quoting.
  private static let special: Set<Character> = ["|", "&", ";", "<", ">", "$", "`", "(", ")", "*", "?", "[", "#", "~", "\n"]

  /// True when only a shell can run the line: it has pipes, variables, redirections, patterns outside of quotes.
  static func needsShell(_ line: String) -> Bool {
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil }
        // Within double quotes variables and commands are still replaced.
        if open == "\"", character == "$" || character == "`" { return true }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if special.contains(character) {
        return true
      }
    }
    return false
  }

  /// True for a line that only starts one program, with nothing for a shell to do: the program can take the shell's place.
  static func isOneProgram(_ line: String) -> Bool {
    guard !needsShell(line), let first = words(line).first, !first.contains("=") else { return false }
    return first.contains("/") || ProgramPath.find(first) != nil
  }

  /// The commands of a pipeline or list, each as its words without quotes. Variables stay as they are written.
  static func commands(_ line: String) -> [[String]] {
    var commands: [[String]] = [[]]
    var word = ""
    var isInWord = false
    var quote: Character?
    var isEscaped = false
    func endWord() {
      if isInWord { commands[commands.count - 1].append(word) }
      word = ""
      isInWord = false
    }
    for character in line {
      if isEscaped {
        word.append(character)
        isEscaped = false
        isInWord = true
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isInWord = true
      } else if character == " " || character == "\t" {
        endWord()
      } else if character == "|" || character == ";" || character == "&" || character == "\n" {
        endWord()
        if commands.last?.isEmpty == false { commands.append([]) }
      } else {
        word.append(character)
        isInWord = true
      }
    }
    endWord()
    return commands.filter { !$0.isEmpty }
  }

  /// The words of a line without shell syntax.
  static func words(_ line: String) -> [String] { commands(line).flatMap { $0 } }
}
