import Profiles
import Testing

@testable import Reports

@Suite struct QuantityTests {
  @Test(
    "A share is never rounded up to all nor down to nothing",
    arguments: [
      (0, 7, "0.0 %"), (7, 7, "100 %"), (1, 3, "33.3 %"), (9_999_999, 10_000_000, "> 99.9 %"), (1, 10_000_000, "< 0.1 %"), (995, 1000, "99.5 %"),
      (3, 0, "0 %"), (-1, 200, "-0.5 %"), (-3, 2, "-150.0 %"), (3, 2, "150.0 %"),
    ] as [(Int64, Int64, String)])
  func percent(part: Int64, whole: Int64, text: String) { #expect(Quantity.percent(part, of: whole) == text) }

  @Test(
    "Nanoseconds are shown in the unit that suits them, with three digits",
    arguments: [
      (0, "0 ns"), (999, "999 ns"), (1_000, "1.00 µs"), (12_345, "12.3 µs"), (10_000_000, "10.0 ms"), (999_400_000, "999 ms"),
      (1_234_567_890, "1.23 s"), (-1_500_000_000, "-1.50 s"), (.max, "9223372037 s"), (.min, "-9223372037 s"),
    ] as [(Int64, String)])
  func seconds(nanoseconds: Int64, text: String) { #expect(Quantity.seconds(nanoseconds) == text) }

  @Test(
    "Time per request is in microseconds, with three digits",
    arguments: [
      (0, 7, "0"), (1, 1, "0.001"), (1, 3_000, "< 0.001"), (999, 1, "0.999"), (1_000, 1, "1.00"), (9_996, 1, "10.0"), (99_960, 1, "100"),
      (1_234_567_000, 1, "1 234 567"), (-1_500, 1, "-1.50"), (.max, 1, "9 223 372 036 854 775"), (.min, 1, "-9 223 372 036 854 775"),
    ] as [(Int64, Int64, String)])
  func perRequest(nanoseconds: Int64, requests: Int64, text: String) {
    #expect(Quantity.microseconds(nanoseconds, perRequest: requests) == text)
  }

  @Test("A bar is as long as the share, to an eighth of a block")
  func bar() {
    #expect(Quantity.bar(1, of: 2, width: 4) == "██")
    #expect(Quantity.bar(1, of: 16, width: 4) == "▎")
    #expect(["", ""] == [Quantity.bar(0, of: 5, width: 4), Quantity.bar(-1, of: 5, width: 4)])
    #expect(Quantity.bar(.max, of: 1, width: 4) == "████")
  }

  @Test("Counts have their digits in groups of three", arguments: [(0, "0"), (999, "999"), (1_000, "1 000"), (-1_234_567, "-1 234 567")])
  func count(number: Int, text: String) { #expect(Quantity.count(Int64(number)) == text) }

  @Test("The least number has no magnitude of its own type, and is shown all the same")
  func least() { #expect(Quantity.count(.min) == "-9 223 372 036 854 775 808") }

  @Test(
    "Moments are dates of the calendar",
    arguments: [
      (1, "1970-01-01 00:00:01 UTC"), (1_709_164_800, "2024-02-29 00:00:00 UTC"), (951_827_696, "2000-02-29 12:34:56 UTC"),
      (4_107_542_399, "2100-02-28 23:59:59 UTC"), (4_107_542_400, "2100-03-01 00:00:00 UTC"),
    ] as [(Int64, String)])
  func moments(seconds: Int64, text: String) { #expect(CalendarTime.text(seconds * 1_000_000_000) == text) }
}
