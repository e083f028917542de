import Foundation
import Testing

/// Searches for a slower commit in real histories.
@Suite(.serialized) struct BisectTests {
  @Test("the commit that made much more work is found, one that does not build is left out, and the user's own bisection stays")
  func found() throws {
    let repository = try GateRepository()
    try repository.commitLoop(30_000, "First")
    try repository.git("tag", "good")
    try repository.write("notes", "1")
    try repository.commit("Second")
    try repository.write("broken", "")
    try repository.commit("Third, broken")
    try repository.git("rm", "--quiet", "broken")
    try repository.commit("Fourth")
    try repository.commitLoop(150_000, "Fifth does more")
    try repository.write("notes", "2")
    try repository.commit("Sixth")
    try repository.git("bisect", "start", "--no-checkout", "HEAD", "HEAD~1")
    let before = try repository.state() + repository.git("bisect", "log")
    let outcome = try repository.headroom(
      "bisect", "--good", "good", "--bad", "main", "--build", "test ! -e broken", "--run", "./work.sh", "--pairs", "4", "--counts", "off", "--json",
      "--seed", "1", "--threshold", "100%")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(answer["outcome"] as? String == "found")
    #expect((answer["commit"] as? [String: Any])?["title"] as? String == "Fifth does more")
    #expect(try repository.state() + repository.git("bisect", "log") == before)
    let left = try FileManager.default.contentsOfDirectory(atPath: "\(repository.folder)/.git/headroom/worktrees")
    #expect(!left.contains { $0.hasPrefix("bisect") })
    #expect(try repository.verdict("headroom-bisect")["verdict"] as? String == "regression")
  }

  @Test("a function that nobody has is told before anything is searched") func unknownFunction() throws {
    let repository = try GateRepository()
    try repository.commitLoop(20_000, "First")
    try repository.commitLoop(60_000, "Second")
    let outcome = try repository.headroom(
      "bisect", "--good", "HEAD~1", "--function", "noSuchFunction", "--run", "./work.sh", "--pairs", "4", "--most-pairs", "4", "--counts", "off")
    #expect(outcome.status == 1 && outcome.errors.contains("no function noSuchFunction"), "\(outcome.output)\(outcome.errors)")
  }

  @Test("ends that do not differ are told, and nothing is searched") func sameEnds() throws {
    let repository = try GateRepository()
    try repository.commitLoop(2_000, "First")
    try repository.write("notes", "1")
    try repository.commit("Second")
    try repository.write("notes", "2")
    try repository.commit("Third")
    let outcome = try repository.headroom(
      "bisect", "--good", "HEAD~2", "--run", "./work.sh", "--pairs", "4", "--most-pairs", "4", "--counts", "off", "--threshold", "60%")
    // A machine that is not quiet may leave it open.
    #expect(outcome.status == 0 || outcome.status == 3, "\(outcome.output)\(outcome.errors)")
    #expect(!outcome.output.contains("is the first bad commit"))
    #expect(!outcome.output.contains("Second"))
  }
}
