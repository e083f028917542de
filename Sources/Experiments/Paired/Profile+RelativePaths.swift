import Profiles

extension Profile {
  /// The profile with the paths below a folder written without it: what was built in two folders is then named alike.
  func relative(to folder: String) -> Profile {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    func shortened(_ path: String) -> String { path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path }
    var result = self
    for index in result.functions.indices { result.functions[index].file = shortened(result.functions[index].file) }
    for index in result.mappings.indices { result.mappings[index].path = shortened(result.mappings[index].path) }
    result.environment.target = shortened(environment.target)
    return result
  }
}
