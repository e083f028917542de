import Testing

@testable import History

@Suite("An entry of a history")
struct HistoryEntryTests {
  @Test("has the commit it is of") func commit() { #expect(HistoryEntry(commit: "abc", date: 0).commit == "abc") }
}
