import Glibc

/// The compiler that a folder is built with.
public enum Toolchain {
  /// The first line of `swift --version` in a folder, where a version manager may choose another one; empty when there is no Swift.
  public static func version(in folder: String, isStopRequested: () -> Bool) throws(ExperimentError) -> String {
    guard ProgramPath.find("swift") != nil else { return "" }
    let child = try ChildProcess(["swift", "--version"], directory: folder)
    defer { child.end(grace: 0) }
    while child.ending == nil {
      if isStopRequested() { throw ExperimentError(.interrupted, "interrupted") }
      usleep(2_000)
    }
    let lines = child.output.standardOutput.split(separator: "\n")
    return lines.first { $0.contains("Swift version") }.map(String.init) ?? ""
  }
}
