import Profiles

/// What `headroom scale` says of programs of which it is known what stops them.
enum ScalePart {
  private struct Case {
    var fixture: String
    var levels: String
    var options: [String] = []
    var load: String?
    /// The largest class of loss, or "" for none.
    var lossClass: String
    /// Whether the largest throughput is to be predicted from low levels, and by which kind of ceiling.
    var ceiling: String?
  }

  private static let cases = [
    Case(fixture: "serial-fraction", levels: "1,2,4,8,12,16,24", lossClass: "contention", ceiling: "lock"),
    Case(fixture: "actor-serial", levels: "1,2,4,8,12,16,24", lossClass: "contention", ceiling: "actor"),
    Case(
      fixture: "event-loop", levels: "1,2,4,8", options: ["--port", "{port}"], load: "wrk -t1 -c{N} -d{seconds}s http://127.0.0.1:{port}/",
      lossClass: "contention", ceiling: "thread"),
    Case(fixture: "cores", levels: "1,2,4,8", lossClass: "cores"),
    Case(fixture: "pool-blocked", levels: "1,2,4,8", lossClass: "poolBlocked"),
    Case(fixture: "refcounts", levels: "1,2", lossClass: "cpuInflation"),
    Case(fixture: "io-bound", levels: "1,2,4,8", lossClass: "io"),
    Case(fixture: "perfect", levels: "1,2,4,8,16", lossClass: ""),
  ]

  static func run(_ table: inout Table) throws {
    for entry in cases {
      do { try run(entry, &table) } catch {
        table.add("scale, \(entry.fixture)", bar: "", measured: "could not be measured: \(error)", isMet: false)
      }
    }
  }

  private static func run(_ entry: Case, _ table: inout Table) throws {
    let folder = Bench.scratch("scale-\(entry.fixture)")
    var words = [Bench.headroom, "scale", "--levels", entry.levels, "--repeats", "3", "--seconds", "3s", "-o", folder]
    if let load = entry.load { words += ["--load", load] }
    words += ["--", try Bench.fixture(entry.fixture)] + (entry.load == nil ? ["--clients", "{N}", "--seconds", "{seconds}"] : entry.options)
    let outcome = try Subprocess.run(words)
    guard outcome.status == 0 else { throw BenchError(outcome.output.split(separator: "\n").last.map(String.init) ?? "no output") }
    let result = try JSONValue(Bench.read(folder + "/result.json"))
    addClass(entry, result, &table)
    addClosure(entry, result, &table)
    addCeiling(entry, result, &table)
  }

  private static func addClass(_ entry: Case, _ result: JSONValue, _ table: inout Table) {
    let rows = (result["account"]?.array ?? []).filter { $0["class"]?.string != "base" && $0["claimed"]?.bool == true }
    let largest = rows.max { ($0["lossPerSecond"]?.number ?? 0) < ($1["lossPerSecond"]?.number ?? 0) }
    let found = (largest?["lossPerSecond"]?.number ?? 0) > 0 ? largest?["class"]?.string ?? "" : ""
    table.add(
      "scale, \(entry.fixture): class of the largest loss", bar: entry.lossClass.isEmpty ? "none" : entry.lossClass,
      measured: "\(found.isEmpty ? "none" : found): \(result["sentence"]?.string ?? "")", isMet: found == entry.lossClass)
  }

  private static func addClosure(_ entry: Case, _ result: JSONValue, _ table: inout Table) {
    let residuals = (result["levels"]?.array ?? []).compactMap { level -> Double? in
      guard let measured = level["measuredNanoseconds"]?.number, let cycle = level["cycleNanoseconds"]?["value"]?.number, cycle > 0 else {
        return nil
      }
      return (measured - cycle) / cycle
    }
    guard let worst = residuals.max(by: { abs($0) < abs($1) }) else { return }
    let isSelfDriven = entry.load == nil
    table.add(
      "scale, \(entry.fixture): measured states against N·T/C", bar: isSelfDriven ? "≤ 5 %" : "shown", measured: worst.percent,
      isMet: isSelfDriven ? abs(worst) <= 0.05 : nil)
  }

  private static func addCeiling(_ entry: Case, _ result: JSONValue, _ table: inout Table) {
    guard let kind = entry.ceiling else { return }
    let observed = (result["levels"]?.array ?? []).compactMap { $0["throughputPerSecond"]?["value"]?.number }.max() ?? 0
    let ceiling = (result["ceilings"]?.array ?? []).first { $0["kind"]?.string == kind }
    guard let predicted = ceiling?["predictedPerSecond"]?.number, observed > 0 else {
      table.add("scale, \(entry.fixture): X_max from levels below 80 %", bar: "within 5 %", measured: "no prediction", isMet: false)
      return
    }
    let error = predicted / observed - 1
    table.add(
      "scale, \(entry.fixture): X_max from levels below 80 %", bar: "within 5 %",
      measured: "\(predicted.rounded(decimals: 0)) against \(observed.rounded(decimals: 0)) requests/s: \(error.percent)", isMet: abs(error) <= 0.05)
  }
}
