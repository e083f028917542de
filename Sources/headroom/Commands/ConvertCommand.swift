import Profiles

/// Turns one profile format into another.
enum ConvertCommand: Command {
  static let specification = CommandSpecification(
    name: "convert",
    abstract: "Turns a profile of one format into another.",
    usage: ["IN OUT [--from FORMAT] [--to FORMAT] [--redact]"],
    options: [
      .option("from", "FORMAT", "pprof, collapsed or perf-script; guessed from the content when absent."),
      .option(
        "to", "FORMAT",
        "pprof, collapsed, speedscope or firefox; guessed from the name of OUT when absent.\nA name that ends in .gz makes a gzipped file."),
      .option("output", short: "o", "FILE", "The same as OUT."),
      .flag("redact", "Leave out folders of paths, names of tasks and threads, and arguments."),
    ],
    examples: [
      ("headroom convert profile.pb.gz stacks.collapsed", "for flame graph scripts"),
      ("headroom convert profile.pb.gz profile.speedscope.json", "for https://www.speedscope.app"),
      ("headroom convert profile.pb.gz profile.firefox.json.gz", "for https://profiler.firefox.com: Load a profile from file"),
      ("perf script | headroom convert - profile.pb.gz --from perf-script", "read what perf recorded"),
    ],
    positional: ["IN", "OUT"])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let files = arguments.positional + [arguments.value("output")].compactMap(\.self)
    guard files.count == 2 else { throw UsageError("convert needs a file to read and a file to write", specification) }
    let (input, output) = (files[0], files[1])
    let from = try arguments.choice("from", ProfileFormat.self, specification)
    guard let to = try arguments.choice("to", ProfileFormat.self, specification) ?? ProfileFormat.guess(name: output) else {
      throw UsageError("cannot tell the format from the name \(output); give it with --to", specification)
    }
    var profile = try ProfileFile.read(input, format: from)
    if arguments.flag("redact") { profile = profile.redacted() }
    let bytes = try to.encode(profile, fileName: output)
    let file = OutputFile(output)
    try file.checkWritable()
    try file.write(bytes)
    return ExitCode.success
  }
}
