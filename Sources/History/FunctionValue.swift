/// How values of functions are called: `function Router.respond(to:)` is the self CPU time of one request, nanoseconds.
public enum FunctionValue {
  static let prefix = "function "

  public static func name(of function: String) -> String { prefix + function }

  public static func isFunction(_ name: String) -> Bool { name.hasPrefix(prefix) }

  /// The function of a value; nil for a value of something else.
  public static func function(of name: String) -> String? { isFunction(name) ? String(name.dropFirst(prefix.count)) : nil }
}
