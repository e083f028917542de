import Profiles

extension Profile {
  /// The profile with a readable name for every function that has only a mangled one, as perf writes those of Swift.
  ///
  /// - Complexity: linear in the functions.
  public func withReadableNames() -> Profile {
    var profile = self
    for index in profile.functions.indices {
      let function = profile.functions[index]
      guard function.kind == .ordinary, function.systemName.isEmpty || function.systemName == function.name,
        FunctionName.isMangled(function.name)
      else { continue }
      let name = FunctionName.simplify(function.name)
      profile.functions[index].name = name.display
      profile.functions[index].systemName = function.name
      profile.functions[index].kind = name.kind
    }
    return profile
  }
}
