/// A JSON document in memory (RFC 8259), as the results of this tool are read back.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// Reads a document.
  ///
  /// Strict: one value and nothing after it, UTF-8, every key once in its object, at most `JSONParser.depthLimit` brackets within one another.
  public init(_ bytes: [UInt8]) throws(FormatError) {
    var parser = JSONParser(bytes)
    self = try parser.document()
  }

  /// The member of an object; nil for other values, an absent member and `null`.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let object) = self, let value = object.members[key], value != .null else { return nil }
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

  public var object: JSONObject? {
    guard case .object(let object) = self else { return nil }
    return object
  }
}

/// An object with its keys in the order of the document.
public struct JSONObject: Sendable, Equatable {
  public private(set) var keys: [String] = []
  public private(set) var members: [String: JSONValue] = [:]

  public init() {}

  /// - Returns: False when the key is there already; then nothing changes.
  @discardableResult
  public mutating func add(_ key: String, _ value: JSONValue) -> Bool {
    guard members[key] == nil else { return false }
    keys.append(key)
    members[key] = value
    return true
  }
}
