import Scaling

extension ScaleWords {
  /// The name of a state where there is room for one word.
  static func short(_ state: AccountState) -> String { state == .runqueue ? "run queue" : state.rawValue }

  /// The letter of a state in a bar.
  static func letter(_ state: AccountState) -> Character {
    switch state {
    case .user: "u"
    case .kernel: "k"
    case .spinning: "s"
    case .runqueue: "r"
    case .lock: "L"
    case .condition: "c"
    case .io: "i"
    case .sleep: "z"
    case .fault: "f"
    case .idle: "."
    case .unknown: "?"
    case .pool: "p"
    case .actor: "A"
    case .suspended: "S"
    case .outside: "o"
    case .unattributed: "-"
    }
  }

  static func mark(_ status: TrustItem.Status) -> String {
    switch status {
    case .good: "ok"
    case .warning: "warning"
    case .refused: "REFUSED"
    }
  }

  /// What is red, in one line; nil where nothing is.
  static func refusal(_ result: ScaleResult) -> String? {
    let names = result.trust.filter { $0.status == .refused }.map(\.name)
    guard !names.isEmpty else { return nil }
    return "REFUSED: no verdict may be built on this result (\(names.joined(separator: ", "))); see the trust panel."
  }

  /// What is red first, then warnings, then what is good.
  static func sorted(_ trust: [TrustItem]) -> [TrustItem] {
    [TrustItem.Status.refused, .warning, .good].flatMap { status in trust.filter { $0.status == status } }
  }

  /// File and line: `Cache.swift:71`; "" where no source is known.
  static func place(_ frame: FrameName) -> String {
    guard !frame.file.isEmpty, !frame.file.hasPrefix("<") else { return "" }
    let file = frame.file.split(separator: "/").last.map(String.init) ?? frame.file
    return frame.line > 0 ? "\(file):\(frame.line)" : file
  }
}
