/// Turns files as the debug information names them into paths of the repository, which is what pipelines can show.
public struct SourcePaths: Sendable, Equatable {
  /// Folders that are the root of the repository: the work trees of both sides, the checkout.
  public var roots: [String]
  /// Stands for what has no source in the repository; some formats want a file for everything.
  public var fallback: String

  public init(roots: [String] = [], fallback: String = "Package.swift") {
    self.roots = roots
    self.fallback = fallback
  }

  /// The path below the root; nil for what is outside of it or no path at all.
  public func relative(_ file: String) -> String? {
    let isPrintable = file.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    guard !file.isEmpty, file.utf8.count <= 1000, isPrintable, !file.hasPrefix("<") else { return nil }
    var path = file
    let stripped = roots.filter { !$0.isEmpty }.compactMap { root -> Substring? in
      let folder = root.hasSuffix("/") ? root : root + "/"
      return file.hasPrefix(folder) ? file.dropFirst(folder.count) : nil
    }
    if let shortest = stripped.min(by: { $0.count < $1.count }) { path = String(shortest) }
    guard !path.hasPrefix("/") else { return nil }
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }
    guard !parts.isEmpty, !parts.contains("..") else { return nil }
    return parts.joined(separator: "/")
  }
}
