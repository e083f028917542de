import Testing

@testable import Profiles

@Suite struct JSONValueTests {
  private func value(_ text: String) throws -> JSONValue { try JSONValue(Array(text.utf8)) }

  @Test("Every kind of value is read")
  func kinds() throws {
    let text = #" {"a": [1, -2.5e3, 0, 1E+2], "b": {"c": "d"}, "t": true, "f": false, "n": null, "e": [], "o": {}} "#
    let document = try value(text)
    #expect(document["a"]?.array?.compactMap(\.number) == [1, -2500, 0, 100])
    #expect(document["b"]?["c"]?.string == "d")
    #expect(document["t"]?.bool == true && document["f"]?.bool == false)
    #expect(document["n"] == nil && document.object?.members["n"] == .null)
    #expect(document["e"] == .array([]) && document["o"]?.object?.keys == [])
    #expect(document.object?.keys == ["a", "b", "t", "f", "n", "e", "o"])
  }

  @Test("Escapes are the characters they stand for")
  func escapes() throws {
    #expect(try value(#""\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\uDE00é""#).string == "\"\\/\u{8}\u{c}\n\r\té€😀é")
  }

  @Test(
    "What is no JSON is an error of one line that names the byte",
    arguments: [
      "", " ", "{", "[1,", "[1 2]", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1,\"a\":2}", "01", "-", "1.", ".5", "1e", "1e400",
      "+1", "NaN", "Infinity", "tru", "nul", "\"", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\n\"", "1 2",
      "[]]",
      "'a'", "// a\n1",
    ])
  func refused(text: String) {
    let error = #expect(throws: FormatError.self) { try value(text) }
    #expect(error.map { $0.description.contains("at byte ") && !$0.description.contains("\n") } == true, "\(String(describing: error))")
  }

  @Test("Bytes that are no UTF-8 are an error, in a string and outside")
  func encoding() {
    for bytes: [UInt8] in [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0xff], [0x22, 0xed, 0xa0, 0x80, 0x22]] {
      #expect(throws: FormatError.self) { try JSONValue(bytes) }
    }
  }

  @Test("Brackets may be open up to a limit, whatever their number")
  func depth() throws {
    let limit = JSONParser.depthLimit
    #expect(try value(String(repeating: "[", count: limit) + String(repeating: "]", count: limit)) != .null)
    for open in ["[", "{\"a\":"] {
      #expect(throws: FormatError.self) { try value(String(repeating: open, count: limit + 1)) }
      #expect(throws: FormatError.self) { try value(String(repeating: open, count: 500_000)) }
    }
  }

  @Test("Cut off or changed at any byte, a document is read or refused")
  func damaged() throws {
    let document = Array(#"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00"],"b":{"c":null,"d":[true,false,{}]},"é":"😀"}"#.utf8)
    for length in document.indices { #expect(throws: FormatError.self) { try JSONValue(Array(document[..<length])) } }
    for index in document.indices {
      for byte in UInt8.min...UInt8.max {
        var damaged = document
        damaged[index] = byte
        _ = try? JSONValue(damaged)
      }
    }
  }
}
