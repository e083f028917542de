import Profiles
import Statistics

/// A value inside a JSON document, with the way to it, so that an error can say where it is.
struct JSONReading {
  let value: JSONValue
  /// `levels[2].states`; "" for the document.
  let path: String

  init(_ value: JSONValue, at path: String) {
    self.value = value
    self.path = path
  }

  /// The member of an object; nil when it is absent or `null`.
  subscript(key: String) -> JSONReading? { value[key].map { JSONReading($0, at: place(key)) } }

  private func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  static func mismatch(_ path: String, _ detail: String) -> FormatError {
    FormatError(.damaged, "the result is damaged at `\(path)`: \(detail)", remedy: "copy the file again, or measure again")
  }

  private func required<Value>(_ key: String, _ kind: String, _ value: Value?) throws(FormatError) -> Value {
    guard let value else { throw Self.mismatch(place(key), "\(kind) has to stand there") }
    return value
  }

  func string(_ key: String) throws(FormatError) -> String { try required(key, "a text", value[key]?.string) }

  /// "" when it is absent.
  func text(_ key: String) throws(FormatError) -> String { value[key] == nil ? "" : try string(key) }

  func bool(_ key: String) throws(FormatError) -> Bool { try required(key, "true or false", value[key]?.bool) }

  /// A number; NaN for `null`, which stands for a number that is none.
  func number(_ key: String) throws(FormatError) -> Double {
    if value.object?.members[key] == .null { return .nan }
    return try required(key, "a number", value[key]?.number)
  }

  func optionalNumber(_ key: String) throws(FormatError) -> Double? { value[key] == nil ? nil : try number(key) }

  func integer(_ key: String) throws(FormatError) -> Int { try required(key, "a whole number", value[key]?.number.flatMap { Int(exactly: $0) }) }

  func optionalInteger(_ key: String) throws(FormatError) -> Int? { value[key] == nil ? nil : try integer(key) }

  func word<Word: RawRepresentable>(_ key: String, _ type: Word.Type) throws(FormatError) -> Word where Word.RawValue == String {
    let text = try string(key)
    guard let word = Word(rawValue: text) else { throw Self.mismatch(place(key), "`\(text)` is unknown") }
    return word
  }

  /// The numbers of an array; NaN for `null`.
  func array(_ key: String) throws(FormatError) -> [Double] {
    guard let values = value[key] else { return [] }
    var numbers: [Double] = []
    for element in try required(key, "a list", values.array) {
      numbers.append(element == .null ? .nan : try required(key, "a list of numbers", element.number))
    }
    return numbers
  }

  func integers(_ key: String) throws(FormatError) -> [Int] {
    var integers: [Int] = []
    for number in try array(key) { integers.append(try required(key, "a list of whole numbers", Int(exactly: number))) }
    return integers
  }

  func strings(_ key: String) throws(FormatError) -> [String] {
    guard let values = value[key] else { return [] }
    var strings: [String] = []
    for element in try required(key, "a list", values.array) { strings.append(try required(key, "a list of texts", element.string)) }
    return strings
  }

  /// The members of an object in their order; none when it is absent.
  func members<Element>(_ key: String, _ read: (String, JSONReading) throws(FormatError) -> Element) throws(FormatError) -> [Element] {
    guard let values = value[key] else { return [] }
    let object = try required(key, "an object", values.object)
    var elements: [Element] = []
    for name in object.keys {
      if let member = object.members[name] { elements.append(try read(name, JSONReading(member, at: "\(place(key)).\(name)"))) }
    }
    return elements
  }

  /// The objects of a list; none when it is absent.
  func list<Element>(_ key: String, _ read: (JSONReading) throws(FormatError) -> Element) throws(FormatError) -> [Element] {
    guard let values = value[key] else { return [] }
    var elements: [Element] = []
    for (index, element) in try required(key, "a list", values.array).enumerated() {
      _ = try required("\(key)[\(index)]", "an object", element.object)
      elements.append(try read(JSONReading(element, at: "\(place(key))[\(index)]")))
    }
    return elements
  }

  /// Numbers by name; a name that this version does not know is an error, for its number would be lost.
  func numbers<Key: RawRepresentable & Hashable>(_ key: String) throws(FormatError) -> [Key: Double] where Key.RawValue == String {
    guard let values = value[key] else { return [:] }
    var numbers: [Key: Double] = [:]
    for (name, number) in try required(key, "an object", values.object).members {
      guard let known = Key(rawValue: name) else { throw Self.mismatch(place(key), "`\(name)` is unknown") }
      numbers[known] = number == .null ? .nan : try required("\(key).\(name)", "a number", number.number)
    }
    return numbers
  }

  /// `{"value", "low", "high"}`; an end that is `null` is infinite.
  func interval(_ key: String) throws(FormatError) -> Interval {
    guard let reading = self[key] else { throw Self.mismatch(place(key), "an interval has to stand there") }
    return try reading.interval()
  }

  func optionalInterval(_ key: String) throws(FormatError) -> Interval? { value[key] == nil ? nil : try interval(key) }

  func interval() throws(FormatError) -> Interval {
    Interval(try number("value"), low: try optionalNumber("low") ?? -.infinity, high: try optionalNumber("high") ?? .infinity)
  }
}

extension Optional where Wrapped == JSONReading {
  /// Reads what is there.
  func map<Value>(_ read: (JSONReading) throws(FormatError) -> Value) throws(FormatError) -> Value? {
    guard let reading = self else { return nil }
    return try read(reading)
  }
}
