import Foundation
import Testing

/// `headroom scale --from`, on files that others measured.
@Suite("scale --from") struct ScaleFromTests {
  private static let table = "clients,rps\n1,100\n2,190\n3,272\n4,347\n6,480\n8,592\n12,774\n16,914\n"

  private func scale(_ words: String..., input: String? = nil) throws -> Tool.Outcome {
    try Tool.start(Tool.headroom, ["scale"] + words, input: input.map { Data($0.utf8) }).finish()
  }

  private func json(_ outcome: Tool.Outcome) throws -> [String: Any] {
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  @Test("fits a published load test with its published coefficients")
  func published() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let curve = try #require(try json(try scale("--from", root.path + "/Fixtures/data/usl/raytracer.csv", "--json"))["curve"] as? [String: Any])
    #expect(curve["selected"] as? String == "amdahl")
    let law = try #require((curve["models"] as? [[String: Any]])?.first { $0["name"] as? String == "usl" })
    let alpha = try #require((law["coefficients"] as? [String: [String: Any]])?["alpha"]?["value"] as? Double)
    #expect(abs(alpha - 0.057771) < 5e-7)
  }

  @Test("reads standard input, and answers in a sentence that needs no picture")
  func text() throws {
    let outcome = try scale("--from", "-", input: Self.table)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.hasPrefix("At N = 16 throughput is 914 requests/s"))
    for part in ["trust", "levels", "models", "usl-cycle"] { #expect(outcome.output.contains(part)) }
    #expect(!outcome.output.contains("\u{1b}"))
  }

  @Test("tells growth when the table has sizes and costs")
  func growth() throws {
    let sizes = [100, 200, 400, 800, 1600]
    let table = "size,cost_us\n" + sizes.flatMap { size in [0.99, 1, 1.01].map { "\(size),\(Double(size * size) / 1000 * $0)\n" } }.joined()
    let answer = try json(try scale("--from", "-", "--format", "json", input: table))
    #expect((answer["growth"] as? [[String: Any]])?.first?["model"] as? String == "n^2" && answer["curve"] == nil)
  }

  @Test("writes a file whole, and guesses JSON from its name")
  func output() throws {
    let scratch = try Scratch()
    let outcome = try scale("--from", "-", "-o", scratch.path("curve.json"), input: Self.table)
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
    let object = try JSONSerialization.jsonObject(with: Data(scratch.text("curve.json").utf8)) as? [String: Any]
    #expect(object?["schema"] as? Int == 1)
    expectOneLineError(try scale("--from", "-", "-o", scratch.path("no/such/file"), input: Self.table), "there is no folder")
  }

  @Test("names columns that are called otherwise, and takes think time for Little's law")
  func columns() throws {
    let table = "when,sessions,done,ms\n" + (1...9).map { "\($0),\($0),\($0 * 10),\(60)\n" }.joined()
    expectOneLineError(try scale("--from", "-", input: table), "no column for N", "`sessions`", "--columns")
    func little(_ words: String...) throws -> String? {
      let line = ["scale", "--from", "-", "--columns", "sessions,done,ms", "--json"] + words
      let outcome = try Tool.start(Tool.headroom, line, input: Data(table.utf8)).finish()
      return (try json(outcome)["trust"] as? [[String: Any]])?.first { $0["name"] as? String == "little" }?["status"] as? String
    }
    // N = X·(R + Z): 10·(0.06 + 0.04) = 1.
    #expect(try little() == "refused")
    #expect(try little("--think", "40ms") == "good")
  }

  @Test(
    "refuses to select from too little, but ends well: a refusal is an answer",
    arguments: ["N,X\n4,100\n", "N,X\n1,100\n1,101\n", "N,X\n1,1\n2,2\n"])
  func refusals(_ table: String) throws {
    let outcome = try scale("--from", "-", input: table)
    let text = outcome.output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(outcome.status == 0 && text.contains("No curve is selected") && text.contains("fewLevels"))
  }

  @Test("says in one line what is wrong with a file, and where")
  func badInput() throws {
    expectOneLineError(try scale("--from", "/nonexistent.csv"), "cannot read /nonexistent.csv", "check the name")
    expectOneLineError(try scale("--from", "-", input: ""), "-: the table is empty")
    expectOneLineError(try scale("--from", "-", input: "N,X\n1,10\nx,20\n"), "line 3", "`x`", "not a number")
    expectOneLineError(try scale("--from", "-", input: "N,X\n-1,10\n"), "line 2: N is -1", "more than 0")
    expectOneLineError(try scale("--from", "-", input: "N,X\n1,0\n"), "X is 0")
    expectOneLineError(try scale("--from", "-", input: "1,10\n2,20\n"), "no header")
    expectOneLineError(try scale("--from", Tool.headroom), "not text")
  }

  @Test("says how it is used")
  func usage() throws {
    expectOneLineError(try scale(), "nothing to run", "--from FILE", "headroom scale --help")
    expectOneLineError(try scale("--from", "-", "--format", "html", input: Self.table), "--format is one of text, json, markdown, not `html`")
    expectOneLineError(try scale("--from", "-", "--columns", "clients", input: Self.table), "two or three columns")
    expectOneLineError(try scale("--from", "-", "--think", "soon", input: Self.table), "--think takes a time")
  }
}
