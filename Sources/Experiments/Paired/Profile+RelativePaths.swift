import Profiles

extension Profile {
  /// The profile with the paths below a folder written without it: what was built in two folders is then named alike.
  func relative(to folder: String) -> Profile {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    func shortened(_ path: String) -> String {
      guard path.hasPrefix(prefix) else { return path }
      return Self.withoutDetours(path.dropFirst(prefix.count))
    }
    var result = self
    for index in result.functions.indices { result.functions[index].file = shortened(result.functions[index].file) }
    for index in result.mappings.indices { result.mappings[index].path = shortened(result.mappings[index].path) }
    result.environment.target = shortened(environment.target)
    return result
  }

  /// A relative path without `.` and without `x/..`, as a build that changes its folder leaves them.
  private static func withoutDetours(_ path: Substring) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }
}
