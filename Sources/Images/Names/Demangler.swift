import Glibc

/// `swift_demangle` of the Swift runtime: the full form of a mangled Swift name; nil when it is none. The caller frees it.
@_silgen_name("swift_demangle")
private func swiftDemangle(
  _ name: UnsafePointer<CChar>, _ length: Int, _ output: UnsafeMutablePointer<CChar>?, _ outputLength: UnsafeMutablePointer<Int>?,
  _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?

/// `abi::__cxa_demangle` of the C++ runtime. The caller frees the result.
@_silgen_name("__cxa_demangle")
private func cxxDemangle(
  _ name: UnsafePointer<CChar>, _ output: UnsafeMutablePointer<CChar>?, _ outputLength: UnsafeMutablePointer<Int>?,
  _ status: UnsafeMutablePointer<Int32>?
) -> UnsafeMutablePointer<CChar>?

/// Turns mangled names into the full text their demanglers give.
enum Demangler {
  /// Longer names are left alone.
  private static let limit = 1 << 15

  static func swift(_ name: String) -> String? {
    guard isReadable(name), let text = swiftDemangle(name, name.utf8.count, nil, nil, 0) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  static func cxx(_ name: String) -> String? {
    var status: Int32 = 0
    guard isReadable(name), let text = cxxDemangle(name, nil, nil, &status) else { return nil }
    defer { free(text) }
    return status == 0 ? String(cString: text) : nil
  }

  /// Control characters would be taken for references into a process's memory.
  private static func isReadable(_ name: String) -> Bool {
    name.utf8.count <= limit && name.utf8.allSatisfy { $0 >= 0x20 }
  }
}
