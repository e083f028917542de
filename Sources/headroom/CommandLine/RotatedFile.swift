/// Names of the files of a recording that is written in parts.
enum RotatedFile {
  /// `profile.pb.gz` and 3 make `profile.0003.pb.gz`.
  static func path(_ path: String, number: Int) -> String {
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    // A name may begin with a dot.
    guard let dot = path[name...].dropFirst().firstIndex(of: ".") else { return "\(path).\(padded)" }
    return "\(path[..<dot]).\(padded)\(path[dot...])"
  }
}
