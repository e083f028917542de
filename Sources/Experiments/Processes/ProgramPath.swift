import Glibc

/// Finds programs the way a shell does.
enum ProgramPath {
  /// The path of `name`: as it is when it has a slash, else the first of that name in PATH; nil when there is none that can be run.
  static func find(_ name: String) -> String? {
    if name.contains("/") { return isProgram(name) ? name : nil }
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/\(name)" }.first(where: isProgram)
  }

  /// Fails when a command cannot be started, and says why.
  ///
  /// - Parameter directory: Where it will run; nil for our own working directory.
  /// - Returns: its path, as seen from there.
  @discardableResult
  static func check(_ name: String, in directory: String? = nil) throws(ExperimentError) -> String {
    if let directory, name.contains("/"), !name.hasPrefix("/") {
      try check("\(directory)/\(name)")
      return name
    }
    if let path = find(name) { return path }
    var status = stat()
    if name.contains("/"), stat(name, &status) == 0 {
      let isFile = status.st_mode & S_IFMT == S_IFREG
      throw ExperimentError(.start, "\(name) is not a program that can be run", remedy: isFile ? "chmod +x \(name)" : "give the path of a program")
    }
    throw ExperimentError(.start, "there is no command \(name)", remedy: "install it, or give its path")
  }

  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return access(path, X_OK) == 0 && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
