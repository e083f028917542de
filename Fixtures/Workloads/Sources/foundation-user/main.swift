import FixtureSupport
import Foundation

// Formats dates and writes and reads JSON: a program that maps Foundation and its tables of languages.
struct Event: Codable {
  var name: String
  var date: Date
  var values: [Double]
}

let formatter = DateFormatter()
formatter.locale = Locale(identifier: "de_DE")
formatter.dateStyle = .full
formatter.timeStyle = .full

@inline(never)
func formatDates(_ round: Int) -> Int {
  (0..<20).reduce(0) { $0 + formatter.string(from: Date(timeIntervalSince1970: Double(round * 1_000 + $1) * 3_600)).utf8.count }
}

@inline(never)
func convertEvents(_ round: Int) -> Int {
  let events = (0..<20).map { Event(name: "event \($0)", date: Date(timeIntervalSince1970: Double(round)), values: [1, 2.5, Double($0)]) }
  guard let data = try? JSONEncoder().encode(events), let decoded = try? JSONDecoder().decode([Event].self, from: data) else { return 0 }
  return data.count + decoded.count
}

Fixture.begin(defaultSeconds: 10)
Fixture.ready()
var rounds = 0
var bytes = 0
while Fixture.isRunning {
  bytes += formatDates(rounds) + convertEvents(rounds)
  rounds += 1
}
Fixture.truth(Fixture.json(["rounds": rounds, "bytes": bytes]))
