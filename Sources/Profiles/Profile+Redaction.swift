extension Profile {
  /// A copy that can be shown to strangers: no directories, task or thread names, arguments or foreign comments.
  ///
  /// Paths keep their last component. Threads, tasks and other texts in labels become `thread 1`, `task 1`, … by first appearance (so that what
  /// was equal stays equal); states, executors and locks stay. Function names stay, also that of a victim: without them there is no profile.
  public func redacted() -> Profile {
    var result = self
    for index in result.functions.indices { result.functions[index].file = Self.lastPathComponent(result.functions[index].file) }
    for index in result.mappings.indices { result.mappings[index].path = Self.lastPathComponent(result.mappings[index].path) }
    result.environment = redactedEnvironment()
    redactLabels(&result)
    return result
  }

  /// What follows the last slash of a path.
  static func lastPathComponent(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    let name = path.utf8[path.utf8.index(after: slash)...]
    return String(Substring(name))
  }

  private func redactedEnvironment() -> Environment {
    var result = environment
    result.target = Self.lastPathComponent(environment.target)
    result.arguments = ""
    result.comments = []
    for path in [\Environment.toolchain, \.kernel, \.cpuModel, \.clock, \.collector] {
      result[keyPath: path] = Self.withoutDirectories(result[keyPath: path])
    }
    result.notes = environment.notes.map(Self.withoutDirectories)
    return result
  }

  /// Text in which every word that is a path keeps only its last component.
  private static func withoutDirectories(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { lastPathComponent(String($0)) }.joined(separator: " ")
  }

  private func redactLabels(_ result: inout Profile) {
    let kept: Set = [Label.Key.state, Label.Key.executor, Label.Key.lock]
    var names: [String: [String: String]] = [:]
    func alias(_ key: String, _ text: String) -> String {
      let name = names[key]?[text] ?? "\(key) \((names[key]?.count ?? 0) + 1)"
      names[key, default: [:]][text] = name
      return name
    }
    let threads = Set(labelSets.sets.joined().compactMap { $0.key == Label.Key.thread ? $0.value : nil })
    var table = LabelTable()
    let moved = labelSets.sets.map { set in
      table.intern(
        set.map { label in
          guard case .text(let text) = label.value, !kept.contains(label.key) else { return label }
          guard label.key == Label.Key.victim, let end = Self.endOfVictim(text, threads) else { return Label(label.key, alias(label.key, text)) }
          return Label(label.key, text[..<end] + alias(Label.Key.thread, String(text[end...])))
        })
    }
    var samples = SampleTable(valuesPerSample: self.samples.valuesPerSample)
    samples.reserveCapacity(self.samples.count)
    let width = samples.valuesPerSample
    for sample in 0..<self.samples.count {
      let values = self.samples.values[sample * width..<(sample + 1) * width]
      samples.append(stack: Int(self.samples.stacks[sample]), labels: moved[Int(self.samples.labels[sample])], values: values)
    }
    result.labelSets = table
    result.samples = samples
  }

  /// Where the name of the thread begins in "FUNCTION in THREAD". Functions have " in " in their names too, threads hardly ever.
  private static func endOfVictim(_ text: String, _ threads: Set<Label.Value>) -> String.Index? {
    var last: String.Index?
    for index in text.indices where text[index...].hasPrefix(" in ") {
      let end = text.index(index, offsetBy: 4)
      if threads.contains(.text(String(text[end...]))) { return end }
      last = end
    }
    return last
  }
}
