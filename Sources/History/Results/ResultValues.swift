import Profiles

/// The values of results that other commands wrote: of `gate` (the head's) and of `scale`.
///
/// Read leniently: what is absent or of another kind is passed over, so that results of other versions can be kept too. Commit and date are
/// empty where the result does not know them.
public enum ResultValues {
  /// - Parameter place: The name of the file, for messages.
  ///
  /// - Throws: `HistoryError` when the bytes are no JSON or hold no value.
  public static func entry(json bytes: [UInt8], place: String) throws(HistoryError) -> HistoryEntry {
    let document: JSONValue
    do throws(FormatError) {
      document = try JSONValue(bytes)
    } catch {
      throw HistoryError(.badInput, place, error.problem, remedy: error.remedy)
    }
    let entry = document["verdict"] != nil && document["head"] != nil ? verdict(document) : scale(document)
    guard !entry.values.isEmpty else {
      throw HistoryError(
        .badInput, place, "there is no value in this result",
        remedy: "give a verdict.json of headroom gate, a result.json of headroom scale, or a profile")
    }
    return entry
  }

  /// What the head of a gate measured.
  private static func verdict(_ document: JSONValue) -> HistoryEntry {
    let head = document["head"]
    var entry = HistoryEntry(commit: head?["commit"]?.string ?? "", date: 0)
    entry.title = head?["title"]?.string ?? ""
    entry.fingerprint = Fingerprint.text(head?["environment"])
    entry.benchmark = Fingerprint.benchmark(of: head?["environment"]?["target"]?.string ?? "")
    // Costs of a request and of a second are two things.
    let suffix = document["unit"]?.string == "second" ? " per second" : ""
    for metric in document["metrics"]?.array ?? [] {
      guard let name = metric["name"]?.string else { continue }
      for (key, unit) in [("headNanoseconds", "Nanoseconds"), ("headBytes", "Bytes"), ("headCount", ""), ("head", "")] {
        guard let value = number(metric[key]) else { continue }
        let subject = metric["subject"]?.string ?? ""
        entry.values[metricName(name) + unit + (subject.isEmpty ? "" : " \(subject)") + (isPerUnit(name) ? suffix : "")] = value
        break
      }
    }
    for function in document["functions"]?.array ?? [] {
      guard let name = function["name"]?.string, let value = number(function["headNanoseconds"]) else { continue }
      // A function that is gone has no cost in the head.
      guard function["match"]?.string != "gone" else { continue }
      let key = FunctionValue.name(of: name) + suffix
      entry.values[key, default: 0] += value
      if let file = function["file"]?.string, !file.isEmpty { entry.files[key] = file }
    }
    return entry
  }

  private static func metricName(_ name: String) -> String {
    switch name {
    case "cpuTime": "cpu"
    case "wallTime": "wall"
    case "stateTime": "state"
    case "startTime": "start"
    case "peakResidentMemory": "peakResident"
    default: name
    }
  }

  private static func isPerUnit(_ name: String) -> Bool { !["peakResidentMemory", "startTime", "startCPU"].contains(name) }

  /// Throughput and costs at each level, and the ceilings.
  private static func scale(_ document: JSONValue) -> HistoryEntry {
    let environment = document["environment"]
    var entry = HistoryEntry(commit: "", date: environment?["dateSeconds"]?.number ?? 0)
    entry.fingerprint = Fingerprint.text(environment)
    entry.benchmark = Fingerprint.benchmark(of: environment?["target"]?.string ?? "")
    for level in document["levels"]?.array ?? [] {
      guard let number = level["level"]?.number, let whole = Int(exactly: number) else { continue }
      entry.values["throughputPerSecond N=\(whole)"] = self.number(level["throughputPerSecond"])
      entry.values["cycleNanoseconds N=\(whole)"] = self.number(level["cycleNanoseconds"])
      entry.values["cpuNanoseconds N=\(whole)"] = self.number(level["cpuPerRequestNanoseconds"])
    }
    for ceiling in document["ceilings"]?.array ?? [] {
      guard let kind = ceiling["kind"]?.string, let value = number(ceiling["maximumPerSecond"]) else { continue }
      let name = ceiling["name"]?.string ?? ""
      entry.values["ceilingPerSecond \(kind)" + (name.isEmpty ? "" : " \(name)")] = value
    }
    let selected = document["curve"]?["selected"]?.string
    for model in document["curve"]?["models"]?.array ?? [] where selected != nil && model["name"]?.string == selected {
      entry.values["peakPerSecond"] = number(model["peak"]?["throughputPerSecond"])
      entry.values["peakLevel"] = number(model["peak"]?["level"])
    }
    return entry
  }

  /// A number, or the value of an interval; nil for what is none.
  private static func number(_ value: JSONValue?) -> Double? { value?.number ?? value?["value"]?.number }
}
