extension Profile {
  /// A copy that can be shown to strangers: no directories, task or thread names, arguments or foreign comments.
  ///
  /// Paths keep their last component. Threads, tasks and other texts in labels become `thread 1`, `task 1`, … by first appearance (so that what
  /// was equal stays equal); states, executors and locks stay. Function names stay: without them there is no profile.
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
    var table = LabelTable()
    let moved = labelSets.sets.map { set in
      table.intern(
        set.map { label in
          guard case .text(let text) = label.value, !kept.contains(label.key) else { return label }
          let name = names[label.key]?[text] ?? "\(label.key) \((names[label.key]?.count ?? 0) + 1)"
          names[label.key, default: [:]][text] = name
          return Label(label.key, name)
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
}
