import Profiles
import Regression
import Scaling

extension ComparisonFixture {
  /// What breaks out of comments, annotations and attributes, beside what breaks out of pages and tables.
  static let hostileNames =
    HostileNames.all + [
      "@everyone ping @octocat and someone@example.com", "#1 !2 owner/repo#3 GH-4", "https://evil.example www.evil.example", "$x^2$ ~~gone~~",
      "%0A::error file=a,line=1::pwned", "\n::set-output name=x::y\r\n::error::pwned", "a,b:c=d::e", "]]> <![CDATA[ ]]>", "<!-- headroom-gate -->",
      "</details></summary>", "`````", "../../../etc/passwd", "10 kB " + String(repeating: "ab👍🏽e\u{301}", count: 1000),
      "accents e" + String(repeating: "\u{301}", count: 10_000),
    ]

  /// A hostile name wherever a comparison takes text from elsewhere.
  static func hostile(_ name: String) -> Comparison {
    var comparison = regression
    comparison.sentence = name
    comparison.reason = "because \(name)"
    for index in comparison.aspects.indices { comparison.aspects[index].sentence = name }
    for index in comparison.trust.indices { comparison.trust[index].text = name }
    comparison.base = subject(name, name, name)
    comparison.head = subject(name, name, name)
    comparison.notes = [name]
    for index in comparison.functions.indices {
      comparison.functions[index].function = name
      comparison.functions[index].baseFunction = "was \(name)"
      comparison.functions[index].file = "/src/\(name)"
      comparison.functions[index].module = name
      comparison.functions[index].note = name
      if comparison.functions[index].statement == .moved {
        (comparison.functions[index].movedFrom, comparison.functions[index].movedWithin) = (name, name)
      }
    }
    for index in comparison.metrics.indices {
      comparison.metrics[index].note = name
      if comparison.metrics[index].name == .stateTime { comparison.metrics[index].subject = name }
    }
    comparison.design?.failures = [name]
    comparison.design?.runCommand = name
    let frames = tree.frames.map { _ in ViewFrame(name: name, file: name, line: 3) }
    comparison.tree?.frames = frames
    return comparison
  }

  /// As many functions as a large program has, all of them flagged, with hostile names.
  static let large: Comparison = {
    var comparison = hostile(String(repeating: "<|`@", count: 2500))
    comparison.functions = (0..<5_200).map { index in
      var copy = comparison.functions[index % 8]
      copy.function = "\(index) \(hostileNames[index % hostileNames.count].prefix(400))"
      copy.baseFunction = ""
      if index % 50 > 0 { copy.note = "" }
      copy.statement = index % 3 == 0 ? .moved : .worse
      return copy
    }
    return comparison
  }()
}

extension ComparisonFixture {
  /// 100 000 stacks of a large program.
  static let wide: Comparison = {
    var comparison = regression
    let count = 100_000
    let frames = (0..<500).map { ViewFrame(name: "Module\($0 % 20).function\($0)(_:)", file: "/src/File\($0).swift", line: $0) }
    var random: UInt64 = 7
    func next(_ limit: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % limit
    }
    var parents: [Int32] = [-1]
    for node in 1..<count { parents.append(Int32(node < 50 ? node - 1 : max(node / 4, node - 1 - next(2000)))) }
    let base = (0..<count).map { _ in Double(next(20) * next(20) * 100) }
    let head = base.enumerated().map { $0.offset % 97 == 0 ? 0 : $0.element * (0.9 + Double(next(30)) / 100) }
    comparison.tree = DifferenceTree(
      frames: frames, parents: parents, nodeFrames: [-1] + (1..<count).map { _ in Int32(next(500)) }, base: base, head: head)
    return comparison
  }()
}
