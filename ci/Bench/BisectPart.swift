import Profiles

/// Whether `headroom bisect` ends with the commit in which a slowdown was planted.
enum BisectPart {
  private struct Case {
    var tag: String
    /// The ends of the search: all commits between them are candidates.
    var good: String
    var bad = "comment"
    var requests: Int
    var options: [String]
  }

  // At 4 999 Hz a run of three seconds has 15 000 samples.
  private static let cases: [Case] = [
    .init(tag: "slower-small", good: "base", requests: 30_000, options: ["--function", "Codec.encodeBody", "--counts", "off"]),
    .init(
      tag: "slower-large", good: "slower-small", requests: 30_000,
      options: ["--function", "Renderer.renderTemplate", "--threshold", "2%", "--counts", "off"]),
    .init(tag: "allocation", good: "moved", requests: 5_000, options: []),
    .init(tag: "start", good: "allocation", requests: 5_000, options: ["--counts", "off"]),
  ]

  static func run(_ table: inout Table) throws {
    let history = try PlantedHistory("bisect")
    for entry in cases {
      let outcome = try history.headroom(
        [
          "bisect", "--good", entry.good, "--bad", entry.bad, "--build", "./build.sh", "--run", "./.build/service --requests \(entry.requests)",
          "-F", "4999", "-o", Bench.scratch("bisect"), "--json",
        ] + entry.options)
      // What is not the answer is progress.
      let answer = outcome.output.split(separator: "\n").last { $0.hasPrefix("{") }.flatMap { try? JSONValue(Array($0.utf8)) }
      let found = answer?["commit"]?["hash"]?.string ?? ""
      let isFound = try answer?["outcome"]?.string == "found" && found == history.commit(entry.tag)
      let said = isFound ? "found" : "\(answer?["outcome"]?.string ?? "status \(outcome.status)") \(answer?["commit"]?["title"]?.string ?? "")"
      table.add(
        "bisect \(entry.good)…\(entry.bad), \(entry.tag)", bar: "the planted commit", measured: "\(said), \(outcome.seconds.rounded(decimals: 0)) s",
        isMet: isFound)
    }
  }
}
