import Profiles
import Testing

@testable import History

@Suite("The values of a result") struct ResultValuesTests {
  private func entry(_ json: String) throws(HistoryError) -> HistoryEntry { try ResultValues.entry(json: Array(json.utf8), place: "r.json") }

  private static let environment =
    #""environment":{"toolVersion":"0.1.0","kernel":"6.1","cpuModel":"EPYC","toolchain":"Swift 6.3","collector":"bpf","target":"/srv/shop"}"#

  private static func verdict(unit: String) -> String {
    #"{"schema":1,"verdict":"pass","base":{},"head":{"commit":"abc","title":"Faster <b>",\#(environment)},"unit":"\#(unit)","#
      + #""metrics":[{"name":"cpuTime","subject":"","headNanoseconds":{"value":1200,"low":1,"high":2}},"#
      + #"{"name":"stateTime","subject":"lock","headNanoseconds":{"value":30,"low":1,"high":2}},"#
      + #"{"name":"peakResidentMemory","headBytes":{"value":5000,"low":1,"high":2}},{"name":"allocations","headCount":{"value":7,"low":7,"high":7}},"#
      + #"{"name":"broken","headNanoseconds":"x"},{"subject":"no name"},17],"#
      + #""functions":[{"name":"f","file":"/b/A.swift","match":"name","headNanoseconds":{"value":100}},"#
      + #"{"name":"f","file":"/b/A.swift","match":"name","headNanoseconds":{"value":11}},"#
      + #"{"name":"old","match":"gone","headNanoseconds":{"value":0}},{"name":"odd"}]}"#
  }

  @Test("of a gate are those of its head, by names that carry the unit") func verdict() throws {
    let entry = try entry(Self.verdict(unit: "request"))
    #expect(entry.commit == "abc" && entry.title == "Faster <b>" && entry.benchmark == "shop")
    #expect(entry.fingerprint == "EPYC | 6.1 | Swift 6.3 | bpf | headroom 0.1.0")
    #expect(entry.values == ["cpuNanoseconds": 1200, "stateNanoseconds lock": 30, "peakResidentBytes": 5000, "allocations": 7, "function f": 111])
    #expect(entry.files == ["function f": "/b/A.swift"])
  }

  @Test("are called another name where cost is of a second and not of a request, for the two cannot be joined") func perSecond() throws {
    let names = try entry(Self.verdict(unit: "second")).values.keys.sorted()
    #expect(
      names == [
        "allocations per second", "cpuNanoseconds per second", "function f per second", "peakResidentBytes", "stateNanoseconds lock per second",
      ])
  }

  @Test("of scale are throughput and cost by level, ceilings and the peak") func scale() throws {
    let json =
      #"{"schema":1,"sentence":"",\#(Self.environment.dropLast()),"dateSeconds":1700000000},"#
      + #""levels":[{"level":1,"throughputPerSecond":{"value":100},"cycleNanoseconds":{"value":1e7},"cpuPerRequestNanoseconds":{"value":8e6}},"#
      + #"{"level":8,"throughputPerSecond":{"value":400},"cycleNanoseconds":null}],"#
      + #""ceilings":[{"kind":"lock","name":"cache","maximumPerSecond":{"value":500}},{"kind":"cores","name":"","maximumPerSecond":{"value":900}}],"#
      + #""curve":{"selected":"usl","models":[{"name":"linear","peak":null},{"name":"usl","peak":{"level":12,"throughputPerSecond":450}}]}}"#
    let entry = try entry(json)
    #expect(entry.date == 1_700_000_000 && entry.commit.isEmpty && entry.benchmark == "shop")
    #expect(
      entry.values == [
        "throughputPerSecond N=1": 100, "cycleNanoseconds N=1": 1e7, "cpuNanoseconds N=1": 8e6, "throughputPerSecond N=8": 400,
        "ceilingPerSecond lock cache": 500, "ceilingPerSecond cores": 900, "peakPerSecond": 450, "peakLevel": 12,
      ])
  }

  @Test(
    "that are none are told in one line", arguments: ["", "{", "[]", "{}", "17", #"{"verdict":"pass","head":{}}"#, #"{"levels":[{"level":1e99}]}"#])
  func nothing(_ json: String) {
    let description = failure { () throws(HistoryError) in _ = try entry(json) }?.description ?? ""
    #expect(description.hasPrefix("r.json: ") && !description.contains("\n"))
  }

  // MARK: Profiles

  private func profile(_ stacks: [(String, Int64)], requests: Int64?, seconds: Int64 = 2) throws -> Profile {
    var profile = try ProfileFormat.collapsed.decode(Array(stacks.map { "\($0.0) \($0.1)\n" }.joined().utf8))
    profile.sampleTypes = [.cpu]
    profile.environment.requests = requests
    profile.environment.target = "/srv/shop"
    profile.duration = seconds * 1_000_000_000
    profile.startTime = 1_700_000_000_000_000_000
    return profile
  }

  @Test("of profiles are CPU time of a request, in total and by function, over all of them") func profiles() throws {
    var values = ProfileValues()
    try values.add(try profile([("main;f", 300), ("main;g", 100)], requests: 10), place: "a")
    try values.add(try profile([("main;f", 500)], requests: 20), place: "b")
    let entry = try values.entry(place: "folder")
    #expect(entry.values == ["cpuNanoseconds": 30, "function f": 800.0 / 30, "function g": 100.0 / 30])
    #expect(entry.benchmark == "shop" && entry.date == 1_700_000_000)
  }

  @Test("of profiles without requests are of a second, and so they are called") func uncounted() throws {
    var values = ProfileValues()
    try values.add(try profile([("main;f", 300)], requests: nil), place: "a")
    try values.add(try profile([("main;f", 100)], requests: 9), place: "b")
    #expect(try values.entry(place: "folder").values == ["cpuNanoseconds per second": 100, "function f per second": 100])
  }

  @Test("of a profile without CPU time, without a length, or of another machine are refused") func refused() throws {
    let good = try profile([("main;f", 300)], requests: nil, seconds: 0)
    var values = ProfileValues()
    #expect(failure { () throws(HistoryError) in _ = try values.entry(place: "a") }?.description.contains("no CPU time") == true)
    try values.add(good, place: "a")
    #expect(failure { () throws(HistoryError) in _ = try values.entry(place: "a") }?.description.contains("neither requests nor the length") == true)
    var other = good
    other.environment.kernel = "6.6"
    #expect(
      failure { () throws(HistoryError) in try values.add(other, place: "b") }?.description.hasPrefix("b: the profile is of another machine") == true)
    other.sampleTypes = [ValueType(type: "wall", unit: "nanoseconds")]
    #expect(failure { () throws(HistoryError) in try values.add(other, place: "b") }?.description.contains("has no CPU time") == true)
  }
}
