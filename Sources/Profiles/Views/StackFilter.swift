/// Which stacks `focus` and `ignore` leave. Each distinct function is matched once.
enum StackFilter {
  /// By stack, whether it is shown; nil when all are.
  static func shownStacks(_ profile: Profile, _ options: ViewOptions) throws(ViewError) -> [Bool]? {
    guard options.focus != nil || options.ignore != nil else { return nil }
    let focused = try options.focus.map { pattern throws(ViewError) in try matchingLocations(pattern, option: "focus", profile, options) }
    let ignored = try options.ignore.map { pattern throws(ViewError) in try matchingLocations(pattern, option: "ignore", profile, options) }
    return profile.stacks.withElements { elements in
      (0..<profile.stacks.count).map { index in
        let stack = elements[profile.stacks.range(of: index)]
        if let ignored, stack.contains(where: { ignored[Int($0)] }) { return false }
        if let focused { return stack.contains { focused[Int($0)] } }
        return true
      }
    }
  }

  private static func matchingLocations(
    _ pattern: String, option: String, _ profile: Profile, _ options: ViewOptions
  ) throws(ViewError) -> [Bool] {
    let matches = try matcher(pattern, option: option)
    var known: [String: Bool] = [:]
    func isMatch(_ name: String) -> Bool {
      if let before = known[name] { return before }
      let answer = matches(name)
      known[name] = answer
      return answer
    }
    let functions = profile.functions.map { isMatch(FrameIndex.name(of: $0, options)) }
    let mappings = profile.mappings.map { isMatch(ViewFrame.unresolvedName(path: $0.path)) }
    let unknown = isMatch(ViewFrame.empty.name)
    return profile.locations.map { location in
      location.lines.isEmpty ? location.mapping.map { mappings[$0] } ?? unknown : location.lines.contains { functions[$0.function] }
    }
  }

  private static func matcher(_ pattern: String, option: String) throws(ViewError) -> (String) -> Bool {
    do {
      let expression = try Regex(pattern).matchingSemantics(.unicodeScalar)
      return { $0.firstMatch(of: expression) != nil }
    } catch {
      throw ViewError(
        "\(option) '\(pattern)' is not a regular expression", remedy: #"put a backslash before ( ) [ ] { } . * + ? | that stand for themselves"#)
    }
  }
}
