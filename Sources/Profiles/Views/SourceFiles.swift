/// The source file of every function, also of those whose debug information says only that the compiler made them.
///
/// A specialisation or a merged function often has no file of its own: it has that of the function of the same name in the same Swift module,
/// so that both are one to a reader.
struct SourceFiles {
  private struct Key: Hashable {
    var name: String
    var module: Substring
  }

  /// Files that functions say they are declared in; nil where there are several.
  private var declared: [Key: String?] = [:]
  /// Files that code of functions is of; nil where there are several.
  private var files: [Key: String?] = [:]

  init(_ functions: [Function]) {
    for function in functions where Self.isReal(function.file) {
      guard let key = Self.key(function) else { continue }
      Self.add(function.file, key, &files)
      if function.startLine > 0 { Self.add(function.file, key, &declared) }
    }
  }

  private static func add(_ file: String, _ key: Key, _ files: inout [Key: String?]) {
    if let known = files[key], known != file { files[key] = .some(nil) } else { files[key] = file }
  }

  func file(of function: Function) -> String {
    guard let key = Self.key(function), !Self.isReal(function.file) || function.startLine == 0 else { return function.file }
    if let file = declared[key], let file { return file }
    if Self.isReal(function.file) { return function.file }
    if let file = files[key], let file { return file }
    return function.file
  }

  private static func isReal(_ file: String) -> Bool {
    !file.isEmpty && !file.hasPrefix("<") && !file.hasPrefix("/<") && !file.contains("/lib/swift/shims/")
  }

  /// nil for what is not Swift's: functions of one name in two C libraries have nothing to do with each other.
  private static func key(_ function: Function) -> Key? {
    guard function.kind == .ordinary, function.systemName.hasPrefix("$s") else { return nil }
    let rest = function.systemName.utf8.dropFirst(2)
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    let length = Int(Substring(digits)) ?? 0
    return Key(name: function.name, module: Substring(rest.prefix(digits.count + length)))
  }
}
