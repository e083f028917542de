import Glibc
import Images

/// A file a load generator was told to write its results to.
enum ResultFile {
  /// - Parameter folder: Where the tool runs; nil for our own working directory.
  static func read(_ path: String, in folder: String?, _ tool: LoadTool) throws(ExperimentError) -> String {
    let path = self.path(path, in: folder)
    guard access(path, R_OK) == 0 else {
      throw ExperimentError(.load, "\(tool.rawValue) wrote no \(path)", remedy: "try the load command by hand")
    }
    return ProcFile.text(path)
  }

  static func remove(_ path: String, in folder: String?) {
    let path = self.path(path, in: folder)
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { unlink(path) }
  }

  private static func path(_ path: String, in folder: String?) -> String { path.hasPrefix("/") ? path : "\(folder ?? ".")/\(path)" }
}
