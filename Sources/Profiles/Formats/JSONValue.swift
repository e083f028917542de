/// A JSON document in memory (RFC 8259), as the results of this tool are read back.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Reads a document.
  ///
  /// Strict: one value and nothing after it, UTF-8, every key once in its object, at most `JSONParser.depthLimit` brackets within one another.
  public init(_ bytes: [UInt8]) throws(FormatError) {
    var parser = JSONParser(bytes)
    self = try parser.document()
  }

  /// The member of an object; nil for other values, an absent member and `null`.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
    return value
  }

  public var number: Double? {
    guard case .number(let number) = self else { return nil }
    return number
  }

  public var string: String? {
    guard case .string(let string) = self else { return nil }
    return string
  }

  public var bool: Bool? {
    guard case .bool(let bool) = self else { return nil }
    return bool
  }

  public var array: [JSONValue]? {
    guard case .array(let array) = self else { return nil }
    return array
  }

  public var object: [String: JSONValue]? {
    guard case .object(let object) = self else { return nil }
    return object
  }
}
