/// The "processed profile" that <https://profiler.firefox.com> opens, and other tools write: one thread per recorded thread.
///
/// Written as version 66, which a later viewer upgrades by itself. Source: `src/types/profile.ts` and `docs-developer/CHANGELOG-formats.md` of
/// <https://github.com/firefox-devtools/profiler>.
enum FirefoxFormat {
  /// The version that is written: tables are shared by all threads, and a stack says how far before it its caller is.
  static let version = 66

  /// One value per stack, that of `sampleType`; a stack without a value is left out.
  ///
  /// Where every sample has its time, threads show when what ran; else they show the call tree, depth first, as if each stack had run once.
  static func encode(_ profile: Profile, sampleType: Int) -> [UInt8] {
    let unit = FirefoxUnit(profile, sampleType)
    var tables = FirefoxTables(profile)
    let threads = FirefoxThreads(profile, sampleType, unit, &tables)
    var output = ByteBuffer(capacity: 1 << 16)
    output.append(#"{"meta":"#)
    FirefoxMeta(profile, unit: unit, threads: threads).append(to: &output)
    output.append(#","libs":["#)
    tables.appendLibraries(to: &output)
    output.append("]")
    // Names of markers become strings here, so threads are written before the strings are.
    var body = ByteBuffer(capacity: 1 << 16)
    threads.append(to: &body, &tables)
    output.append(#","pages":[],"counters":[],"profilerOverhead":[],"shared":"#)
    tables.append(to: &output)
    output.append(#","threads":["#)
    output.append(body.bytes)
    output.append("]}\n")
    return output.array()
  }
}

/// What a value is in the format: a weight of milliseconds, bytes or samples.
struct FirefoxUnit {
  /// The sample type, for example `cpu` in `nanoseconds`.
  let type: ValueType
  /// The format's name of the weight.
  let weightType: String
  /// Nanoseconds of one of the profile's values; 0 when it is no time.
  let nanoseconds: Int64
  /// The time between two samples, nanoseconds; at least one.
  let interval: Int64

  init(_ profile: Profile, _ sampleType: Int) {
    type = profile.sampleTypes.indices.contains(sampleType) ? profile.sampleTypes[sampleType] : .samples
    let times: [String: Int64] = ["nanoseconds": 1, "microseconds": 1_000, "milliseconds": 1_000_000, "seconds": 1_000_000_000]
    nanoseconds = times[type.unit] ?? 0
    weightType = nanoseconds > 0 ? "tracing-ms" : type.unit == "bytes" ? "bytes" : "samples"
    let period = profile.period.multipliedReportingOverflow(by: profile.periodType.flatMap { times[$0.unit] } ?? 0)
    if !period.overflow, period.partialValue > 0 {
      interval = period.partialValue
    } else {
      interval = profile.environment.frequency > 0 ? max(1, 1_000_000_000 / Int64(profile.environment.frequency)) : 1_000_000
    }
  }

  /// How much of the time line a value takes, nanoseconds: itself where it is a time, else an interval for each sample.
  func span(of value: Int64) -> Int64 {
    guard value > 0 else { return 0 }
    if weightType == "bytes" { return interval }
    let (span, overflows) = value.multipliedReportingOverflow(by: nanoseconds > 0 ? nanoseconds : interval)
    return overflows ? Self.longest : min(span, Self.longest)
  }

  /// Three hundred years: no sum of two of them overflows.
  static let longest = Int64.max / 2

  /// Appends a value as the weight of a sample.
  func append(weight value: Int64, to output: inout ByteBuffer) {
    if nanoseconds == 0 { return output.append(decimal: value) }
    let (scaled, overflows) = value.multipliedReportingOverflow(by: nanoseconds)
    output.append(milliseconds: overflows ? (value < 0 ? .min : .max) : scaled)
  }
}

extension ByteBuffer {
  /// Appends nanoseconds as milliseconds, exactly: `10.10101`.
  mutating func append(milliseconds nanoseconds: Int64) {
    if nanoseconds < 0 { append(UInt8(ascii: "-")) }
    let magnitude = nanoseconds.magnitude
    append(decimal: Int64(magnitude / 1_000_000))
    var rest = magnitude % 1_000_000
    guard rest > 0 else { return }
    append(UInt8(ascii: "."))
    var divisor: UInt64 = 100_000
    while rest > 0 {
      append(UInt8(ascii: "0") + UInt8(rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }

  /// Appends a member that is an array: `,"name":[…]`, each value by `body`.
  mutating func appendColumn<Values: Sequence>(_ name: String, _ values: Values, _ body: (inout ByteBuffer, Values.Element) -> Void) {
    append(",\"\(name)\":[")
    var isFirst = true
    for value in values {
      if !isFirst { append(UInt8(ascii: ",")) }
      isFirst = false
      body(&self, value)
    }
    append(UInt8(ascii: "]"))
  }

  /// Appends a member that is an array of numbers; a number below zero is `null`.
  mutating func appendColumn(_ name: String, orNull values: some Sequence<Int64>) {
    appendColumn(name, values) { output, value in if value < 0 { output.append("null") } else { output.append(decimal: value) } }
  }

  /// Appends a member that is an array of numbers.
  mutating func appendColumn(_ name: String, _ values: some Sequence<Int64>) {
    appendColumn(name, values) { output, value in output.append(decimal: value) }
  }

  /// Appends a member that says the same `count` times.
  mutating func appendColumn(_ name: String, repeating text: String, count: Int) {
    appendColumn(name, 0..<count) { output, _ in output.append(text) }
  }
}
