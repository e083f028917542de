import Sampling

/// The options with which a command names a process.
enum TargetArguments {
  /// The process that `-p` or `-n` names; nil when neither was given.
  static func processID(_ arguments: ParsedArguments, _ specification: CommandSpecification) throws -> Int32? {
    if arguments.value("pid") != nil, arguments.value("name") != nil { throw UsageError("give either -p or -n, not both", specification) }
    if let processID = try arguments.integer("pid", in: 1...Int(Int32.max), specification) {
      return try ProcessFinder.process(Int32(processID))
    }
    if let name = arguments.value("name") { return try ProcessFinder.process(named: name) }
    return nil
  }
}
