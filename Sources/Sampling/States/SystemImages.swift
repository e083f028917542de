/// Libraries whose functions are how a program waits, not where.
enum SystemImages {
  /// - Parameter path: of an image.
  static func contains(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return prefixes.contains { name.hasPrefix($0) }
  }

  /// True for the C library.
  static func isLibC(_ path: String) -> Bool { (path.split(separator: "/").last ?? "").hasPrefix("libc.so") }

  private static let prefixes = [
    "libc.so", "libc-", "libpthread", "ld-linux", "libm.so", "libstdc++", "libgcc_s", "libswift", "libdispatch", "libBlocksRuntime",
    "libFoundation", "lib_Foundation", "[vdso]",
  ]
}
