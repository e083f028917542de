import Glibc
import Images

/// A file a load generator was told to write its results to.
enum ResultFile {
  static func read(_ path: String, _ tool: LoadTool) throws(ExperimentError) -> String {
    guard access(path, R_OK) == 0 else {
      throw ExperimentError(.load, "\(tool.rawValue) wrote no \(path)", remedy: "try the load command by hand")
    }
    return ProcFile.text(path)
  }
}
