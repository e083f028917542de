import Foundation
import Profiles
import Reports
import Testing

@Suite struct JSONFormTests {
  @Test("A document ends with a line end, for tools that read lines")
  func lineEnd() throws {
    let text = try JSONReport.render(.idle, options: ViewOptions())
    #expect(text.hasSuffix("}\n") && text.count { $0.isNewline } == 1)
  }

  @Test("The order of keys and rows is the same every time")
  func stable() throws {
    let profile = ProfileFixture.recorded((0..<200).map { ("main;f\($0 % 7);g\($0)", 1) }).profile
    #expect(try JSONReport.render(profile, options: ViewOptions()) == JSONReport.render(profile, options: ViewOptions()))
  }

  @Test("No key stands twice in an object, whatever the sample type and its unit", arguments: ["", "count", "samples", "self", "\"odd\"\n"])
  func unit(_ unit: String) throws {
    var fixture = ProfileFixture([.samples, ValueType(type: "odd", unit: unit)], defaultType: "odd")
    fixture.add(["main"], values: [1, 7])
    let text = try JSONReport.render(fixture.profile, options: ViewOptions())
    let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let function = try #require((json["functions"] as? [[String: Any]])?.first)
    let written = try #require(text.split(separator: "\"functions\":").last?.split(separator: ",\"states\"").first)
    for key in function.keys {
      var writer = JSONWriter()
      writer.key(key)
      #expect(written.ranges(of: writer.text).count == 1)
    }
    #expect(function.values.contains { $0 as? Int == 7 })
  }

  @Test("Every character below 256 and beyond the basic plane comes back from a text")
  func characters() throws {
    let text = String(String.UnicodeScalarView((0..<256).map { Unicode.Scalar($0)! })) + "\u{2028}\u{2029}\u{feff}\u{fffd}\u{ffff}🦀\u{10ffff}"
    var writer = JSONWriter()
    writer.array { $0.value(text) }
    let read = try #require(try JSONSerialization.jsonObject(with: Data(writer.utf8)) as? [String])
    #expect(read.map { Array($0.unicodeScalars) } == [Array(text.unicodeScalars)])
  }

  @Test("Numbers of any size are written whole")
  func numbers() throws {
    var writer = JSONWriter()
    writer.object {
      $0.field("least", Int64.min)
      $0.field("most", Int64.max)
    }
    #expect(writer.text == #"{"least":-9223372036854775808,"most":9223372036854775807}"#)
  }

  @Test("Nested and empty arrays and objects have their commas where they belong")
  func nesting() {
    var writer = JSONWriter()
    writer.object {
      $0.key("a")
      $0.array { $0.array { _ in } }
      $0.key("b")
      $0.object { _ in }
      $0.key("c")
      $0.array {
        $0.value(1)
        $0.object { $0.field("d", "e") }
        $0.value("f")
      }
    }
    #expect(writer.text == #"{"a":[[]],"b":{},"c":[1,{"d":"e"},"f"]}"#)
  }
}
