import Regression

/// The verdict as SARIF 2.1.0, for code scanning: OASIS standard "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
public enum SARIFReport {
  /// GitHub shows no more results of a run.
  static let resultLimit = 5000

  /// - Parameters:
  ///   - toolVersion: The version of the tool that compared.
  ///   - benchmark: What was run; keeps the results of several benchmarks apart.
  ///   - paths: Where the repository is.
  public static func render(_ comparison: Comparison, toolVersion: String, benchmark: String, paths: SourcePaths = SourcePaths()) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      writer.field("version", "2.1.0")
      writer.key("runs")
      writer.array { writer in
        writer.object { writer in
          writer.key("tool")
          writer.object { writer in
            writer.key("driver")
            writer.object { driver(toolVersion, &$0) }
          }
          writer.key("automationDetails")
          writer.object { $0.field("id", "headroom-gate/\(TextPage.printable(ComparisonWords.short(benchmark, to: 200)))/") }
          writer.list("results", Array(Findings.all(comparison).prefix(resultLimit))) { result($0, paths, &$1) }
        }
      }
    }
    return writer.text + "\n"
  }

  private static func driver(_ version: String, _ writer: inout JSONWriter) {
    writer.field("name", "headroom")
    if !version.isEmpty { writer.field("version", version) }
    writer.list("rules", Finding.Rule.allCases) { rule, writer in
      writer.field("id", rule.rawValue)
      message("shortDescription", rule.title, &writer)
      message("fullDescription", rule.meaning, &writer)
      writer.key("defaultConfiguration")
      writer.object { $0.field("level", rule == .moved || rule == .new ? "note" : "error") }
    }
  }

  private static func message(_ key: String, _ text: String, _ writer: inout JSONWriter) {
    writer.key(key)
    writer.object { $0.field("text", text) }
  }

  private static func result(_ finding: Finding, _ paths: SourcePaths, _ writer: inout JSONWriter) {
    writer.field("ruleId", finding.rule.rawValue)
    writer.field("ruleIndex", Finding.Rule.allCases.firstIndex(of: finding.rule) ?? 0)
    writer.field("level", finding.level.name)
    // `[text](target)` would be a link (3.11.6).
    message("message", finding.message.replacing("](", with: "] ("), &writer)
    let path = paths.relative(finding.file)
    writer.key("locations")
    writer.array { writer in
      writer.object { writer in
        writer.key("physicalLocation")
        writer.object { writer in
          writer.key("artifactLocation")
          writer.object { writer in
            writer.field("uri", uri(path ?? paths.fallback))
            writer.field("uriBaseId", "%SRCROOT%")
          }
          writer.key("region")
          writer.object { $0.field("startLine", path == nil ? 1 : max(1, finding.line)) }
        }
        if finding.key.hasPrefix("function") {
          writer.list("logicalLocations", [finding.name]) { name, writer in
            writer.field("fullyQualifiedName", TextPage.printable(name))
            writer.field("kind", "function")
          }
        }
      }
    }
    writer.key("partialFingerprints")
    writer.object { $0.field("headroomKey/v1", Fingerprint.text("\(finding.rule.rawValue)\n\(finding.key)")) }
    if let change = finding.change {
      writer.key("properties")
      writer.object { $0.field("relativeChange", precise: change) }
    }
  }

  /// A relative reference whose parts are percent-encoded but for what is unreserved (RFC 3986, 2.3).
  static func uri(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
