import Profiles

/// A lock that is held longer, but with the same work: more load is carried worse, and no request costs more.
enum ScaleGatePart {
  static func run(_ table: inout Table) throws {
    let history = try PlantedHistory("scale")
    var results: [String] = []
    for tag in ["allocation", "lock"] {
      let program = try history.program(at: tag)
      let folder = Bench.scratch("scale-\(tag)")
      let outcome = try history.headroom([
        "scale", "--levels", "1,2,4", "--seconds", "4s", "-o", folder, "--", program, "--clients", "{N}", "--seconds", "{seconds}",
      ])
      guard outcome.status == 0 else { throw BenchError("scale of \(tag): \(outcome.output)") }
      results.append(folder)
    }
    let folder = Bench.scratch("gate")
    let outcome = try history.headroom(["gate"] + results + ["-o", folder])
    let verdict = try? JSONValue(Bench.read("\(folder)/verdict.json"))
    let aspects = (verdict?["aspects"]?.array ?? []).map { ($0["aspect"]?.string ?? "", $0["verdict"]?.string ?? "") }
    let said = aspects.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let isMet = aspects.contains { $0 == ("scalability", "regression") } && aspects.contains { $0 == ("performance", "pass") }
    table.add(
      "a longer lock hold, through scale", bar: "scalability regression, performance not",
      measured: said.isEmpty ? "status \(outcome.status): \(outcome.output.suffix(200))" : said, isMet: isMet)
  }
}
