import Scaling

/// The entries of a history as a list, as JSON and as separated values.
public enum EntryReport {
  public struct Entry: Sendable {
    public var commit: String
    /// Seconds since 1970.
    public var date: Double
    public var title: String
    public var benchmark: String
    public var fingerprint: String
    public var values: [String: Double]

    public init(commit: String, date: Double, title: String, benchmark: String, fingerprint: String, values: [String: Double]) {
      self.commit = commit
      self.date = date
      self.title = title
      self.benchmark = benchmark
      self.fingerprint = fingerprint
      self.values = values
    }
  }

  /// - Parameter entries: In the order they are shown.
  public static func text(_ entries: [Entry], of total: Int, width: Int, usesColor: Bool) -> String {
    var page = TextPage(width: max(60, width), usesColor: usesColor)
    let benchmarks = Set(entries.map(\.benchmark)).count
    page.paragraph(
      total == 0
        ? "The history is empty."
        : "\(total == 1 ? "1 entry" : "\(Quantity.count(Int64(total))) entries")"
          + (benchmarks > 1 ? " of \(benchmarks) benchmarks." : "."), style: .bold)
    guard !entries.isEmpty else { return page.text }
    var table = ReportTable([
      ("commit", .word), ("date", .word), ("benchmark", .text), ("CPU", .number), ("throughput", .number), ("values", .number), ("title", .text),
    ])
    for entry in entries {
      let throughput = entry.values.filter { $0.key.hasPrefix("throughputPerSecond") }.values.max()
      table.add([
        TrendWords.short(entry.commit), CalendarTime.text(Int64(exactly: (entry.date * 1e9).rounded()) ?? 0), entry.benchmark,
        cpu(entry).map { TrendWords.value($0, .nanoseconds) } ?? "–", throughput.map { TrendWords.value($0, .perSecond) } ?? "–",
        String(entry.values.count), entry.title,
      ])
    }
    table.dropEmptyColumns()
    table.add(to: &page)
    if total > entries.count { page.line("  … \(total - entries.count) older (--limit)", style: .faint) }
    return page.text
  }

  private static func cpu(_ entry: Entry) -> Double? {
    entry.values["cpuNanoseconds"] ?? entry.values["cpuNanoseconds N=1"] ?? entry.values["cpuNanoseconds per second"]
  }

  public static func json(_ entries: [Entry]) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", 1)
      writer.list("entries", entries) { entry, writer in
        writer.field("commit", entry.commit)
        writer.field("dateSeconds", precise: entry.date)
        writer.field("title", entry.title)
        writer.field("benchmark", entry.benchmark)
        writer.field("fingerprint", entry.fingerprint)
        writer.key("values")
        writer.object { writer in for (name, value) in entry.values.sorted(by: { $0.key < $1.key }) { writer.field(name, precise: value) } }
      }
    }
    return writer.text + "\n"
  }

  /// A row for each value (RFC 4180): `commit,date,title,benchmark,fingerprint,name,value`, dates in seconds since 1970.
  public static func separatedValues(_ entries: [Entry]) -> String {
    var text = "commit,date,title,benchmark,fingerprint,name,value\n"
    for entry in entries {
      let head = [entry.commit, number(entry.date), entry.title, entry.benchmark, entry.fingerprint].map(quoted).joined(separator: ",")
      for (name, value) in entry.values.sorted(by: { $0.key < $1.key }) { text += "\(head),\(quoted(name)),\(number(value))\n" }
    }
    return text
  }

  /// All digits; whole numbers without a fraction.
  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description
  }

  private static func quoted(_ text: String) -> String {
    // A leading `#` would be a comment to the reader of tables.
    let isPlain =
      !text.hasPrefix("#") && !text.utf8.contains { [0x22, 0x2c, 0x3b, 0x09, 0x0a, 0x0d].contains($0) } && text.first != " " && text.last != " "
    // Swift compares \r\n as one character: replace in the bytes, not in the characters.
    var bytes: [UInt8] = []
    for byte in text.utf8 where byte != 0 { bytes += byte == 0x22 ? [0x22, 0x22] : [byte] }
    let clean = String(decoding: bytes, as: UTF8.self)
    return isPlain ? clean : "\"\(clean)\""
  }
}
