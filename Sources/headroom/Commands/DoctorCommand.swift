import Reports
import Sampling

/// Says what can be measured here, what cannot, and the line that mends it.
enum DoctorCommand: Command {
  static let specification = CommandSpecification(
    name: "doctor",
    abstract: "Says what can be measured here, what cannot, and the line that mends it.",
    usage: ["[-p PID | -n NAME] [--json]", "--rules"],
    options: [
      .option("pid", short: "p", "PID", "Also examine this process."),
      .option("name", short: "n", "NAME", "Also examine the process with this name."),
      .flag("json", "Print the findings as JSON."),
      .flag("rules", "List the rules that tell what a waiting thread waits for."),
    ],
    examples: [
      ("headroom doctor", "which collectors work on this machine"),
      ("headroom doctor -p 4711", "and for this process: symbols, frame pointers, Swift runtime"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    if arguments.flag("rules") {
      for rule in WaitRules.all { try Terminal.output(text(rule)) }
      return ExitCode.success
    }
    let processID = try TargetArguments.processID(arguments, specification)
    var findings = MachineDiagnosis.examine(processID: processID)
    if let processID { findings += ProcessDiagnosis.examine(processID: processID) }
    if arguments.flag("json") {
      try Terminal.output(json(findings))
    } else {
      for finding in findings { try Terminal.output(text(finding)) }
    }
    // Without any collector nothing can be recorded: a script has to notice.
    return findings.contains { $0.subject.hasSuffix("collector") && $0.verdict == .good } ? ExitCode.success : ExitCode.error
  }

  /// Columns for what a rule looks for.
  private static let ruleWidth = 100

  private static func text(_ rule: WaitRule) -> String {
    let margin = "\n" + String(repeating: " ", count: 11)
    var text = "\(rule.state.rawValue.padded(to: 9))  \(rule.sentence)"
    var room = 0
    for word in rule.condition.split(separator: " ") {
      text += room < word.count + 1 ? margin : " "
      room = (room < word.count + 1 ? ruleWidth : room - 1) - word.count
      text += word
    }
    return text + "\n"
  }

  private static func text(_ finding: Finding) -> String {
    let mark =
      switch finding.verdict {
      case .good: "ok     "
      case .limited: "limited"
      case .missing: "no     "
      }
    var text = "\(mark)  \(finding.subject.padded(to: 18))  \(finding.detail)\n"
    if !finding.remedy.isEmpty { text += "\(String(repeating: " ", count: 29))mend: \(finding.remedy)\n" }
    return text
  }

  private static func json(_ findings: [Finding]) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", 1)
      writer.key("findings")
      writer.array { writer in
        for finding in findings {
          writer.object { writer in
            writer.field("subject", finding.subject)
            writer.field("verdict", finding.verdict.rawValue)
            writer.field("detail", finding.detail)
            writer.field("remedy", finding.remedy)
          }
        }
      }
    }
    return writer.text + "\n"
  }
}
