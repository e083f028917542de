import Profiles

/// Names that break out of markup, quotes, tables or a terminal where a report is careless.
enum HostileNames {
  static let all: [String] = [
    "</script><script>window.pwned = 1</script>",
    "</ScRiPt ><img src=x onerror='window.pwned = 1'>",
    "<!-- <script> -->",
    "<svg/onload=window.pwned=1>",
    "\"quoted\" 'single' \\back\\slash\\",
    "ends in a backslash\\",
    "two\nlines\r\nand\ttabs",
    "nul\u{0} bell\u{7} escape\u{1b}[31m\u{1b}]0;title\u{7} delete\u{7f} C1\u{9b}2J",
    "line\u{2028}separator paragraph\u{2029}separator",
    "reversed \u{202e}txt.exe\u{202c} and \u{2066}isolated\u{2069}",
    "unpaired \u{202e}txt.exe",
    "byte order mark \u{feff} replacement \u{fffd} no character \u{ffff} private \u{e000} unassigned \u{e0fff}",
    "| a | b |",
    "|\u{301} bar and `\u{301} backtick under accents \\|",
    "```code``` `x` *bold* _it_ [link](javascript:window.pwned=1) ![image](x)",
    "&lt;already escaped&amp;&#60;",
    "${window.pwned = 1} {{pwned}} %s %n",
    "/*DATA*/ /*SCRIPT*/ /*STYLE*/",
    "__proto__",
    "🦀 déjà vu 函数 नमस्ते",
    "long " + String(repeating: "<x>|`", count: 2_000),
  ]

  /// The hostile names as functions, files, threads, tasks, program and notes of a profile; the sample of name `i` counts `i + 1`.
  static func profile() -> ProfileFixture {
    var fixture = ProfileFixture.recorded([])
    for (number, name) in all.enumerated() {
      fixture.files[name] = "/src/\(name)"
      fixture.add(
        ["main", name], values: [1, Int64(number + 1) * 10_000_000],
        labels: [("thread", name), ("task", name), ("state", name)].map { Label($0, $1) })
    }
    fixture.change {
      $0.environment.target = all[0]
      $0.environment.clock = all[1]
      $0.environment.kernel = all[2]
      $0.environment.notes = all
    }
    return fixture
  }

  /// The hostile names as functions, threads, states, locks, actors and victims of a recording of waits.
  static func waits() -> ProfileFixture {
    var fixture = ProfileFixture.waiting()
    for (number, name) in all.enumerated() {
      let value = Int64(number + 1) * 10_000_000
      func add(_ column: Int, _ labels: [(String, String)]) {
        var values = [Int64](repeating: 0, count: 6)
        values[column] = value
        fixture.add(["main", name], values: values, labels: labels.map { Label($0.0, $0.1) } + [Label("tid", Int64(number))])
      }
      add(1, [("thread", name), ("task", name), ("state", "user"), ("executor", name)])
      add(2, [("thread", name), ("state", name), ("executor", name)])
      add(2, [("thread", name), ("state", "lock"), ("lock", name)])
      add(3, [("task", name), ("state", name)])
      add(3, [("task", name), ("state", "actor"), ("executor", name)])
      add(3, [("task", name), ("state", "pool")])
      add(4, [("thread", name), ("lock", name), ("victim", name)])
    }
    return fixture
  }
}
