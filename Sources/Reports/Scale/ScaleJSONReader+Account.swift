import Profiles
import Scaling

extension ScaleJSONReader {
  static func account(_ document: JSONReading) throws(FormatError) -> Account? {
    guard let point = document["operatingPoint"] else { return nil }
    let frames = try document.list("frames", frame)
    let level = try point.integer("level")
    guard level > 0 else { throw JSONReading.mismatch("operatingPoint.level", "a level is 1 at least, not \(level)") }
    return Account(
      level: level, baseCycle: try point.number("baseCycleNanoseconds"), cycle: try point.number("cycleNanoseconds"),
      baseThroughput: try point.number("baseThroughputPerSecond"), throughput: try point.number("throughputPerSecond"),
      rows: try document.list("account", row), stacks: try document.list("stacks") { value throws(FormatError) in try stack(value, frames) },
      victims: try tree("victims", document, frames), culprits: try tree("culprits", document, frames))
  }

  private static func row(_ value: JSONReading) throws(FormatError) -> Account.Row {
    Account.Row(
      lossClass: try value.word("class", LossClass.self), base: try value.number("baseNanoseconds"), delta: try value.interval("deltaNanoseconds"),
      loss: try value.number("lossPerSecond"), share: try value.interval("share"), q: try value.optionalNumber("q") ?? 1,
      isClaimed: try value.bool("claimed"), ceiling: try value.optionalInteger("ceiling"))
  }

  private static func stack(_ value: JSONReading, _ frames: [FrameName]) throws(FormatError) -> Account.StackRow {
    var row = Account.StackRow(
      lossClass: try value.word("class", LossClass.self), state: try value.word("state", AccountState.self),
      victim: try names("victim", value, frames), culprit: try names("culprit", value, frames), resource: try value.text("resource"),
      base: try value.number("baseNanoseconds"), delta: try value.interval("deltaNanoseconds"), share: try value.number("share"),
      q: try value.optionalNumber("q") ?? 1, isClaimed: try value.bool("claimed"), evidence: try value.optionalNumber("evidence") ?? 0,
      alpha: try value.optionalNumber("alpha"), beta: try value.optionalNumber("beta"), ceiling: try value.optionalInteger("ceiling"))
    row.acting = try position("acting", in: row.victim, value)
    row.actingCulprit = try position("actingCulprit", in: row.culprit, value)
    return row
  }

  private static func position(_ key: String, in stack: [FrameName], _ value: JSONReading) throws(FormatError) -> Int {
    let position = try value.optionalInteger(key) ?? 0
    guard stack.indices.contains(position) || position == 0 else { throw JSONReading.mismatch("\(value.path).\(key)", "the stack is not that deep") }
    return position
  }

  private static func names(_ key: String, _ value: JSONReading, _ frames: [FrameName]) throws(FormatError) -> [FrameName] {
    var names: [FrameName] = []
    for index in try value.integers(key) { names.append(try name(index, frames, at: "\(value.path).\(key)")) }
    return names
  }

  private static func name(_ index: Int, _ frames: [FrameName], at path: String) throws(FormatError) -> FrameName {
    guard frames.indices.contains(index) else { throw JSONReading.mismatch(path, "frame \(index) is not in the list of frames") }
    return frames[index]
  }

  /// Parents come before children, and only the first node has none: what walks the tree relies on it.
  private static func tree(_ key: String, _ document: JSONReading, _ frames: [FrameName]) throws(FormatError) -> [Account.TreeNode] {
    var count = 0
    return try document.list(key) { value throws(FormatError) in
      let parent = try value.integer("parent")
      guard count == 0 ? parent == -1 : (0..<count).contains(parent) else {
        throw JSONReading.mismatch("\(value.path).parent", "the caller has to stand before")
      }
      count += 1
      return Account.TreeNode(
        frame: try name(try value.integer("frame"), frames, at: "\(value.path).frame"), parent: parent, base: try value.number("baseNanoseconds"),
        deltas: try value.numbers("deltasNanoseconds"))
    }
  }
}
