import Experiments
import Glibc
import Regression
import Reports

/// Finds the commit that made a program slower.
enum BisectCommand: Command {
  enum Format: String, CaseIterable {
    case text, json
  }

  static let defaultFolder = "headroom-bisect"

  static let specification = CommandSpecification(
    name: "bisect",
    abstract: "Finds the commit that made a program slower: git bisect, with the gate as the judge.",
    usage: ["--good REVISION --bad REVISION --run COMMAND [--build COMMAND] [options]"],
    options: [
      .option("good", "REVISION", "One that was fast enough: all others are compared with it."),
      .option("bad", "REVISION", "A later one that is slower. Default: HEAD."),
      .option("function", "NAME", "Only this function counts: how it came to be slower, whatever else did."),
      .option("most-pairs", "COUNT", "Where nothing can be said, pairs are doubled up to so many; then the commit is left out. Default 40."),
    ] + GateOptions.specifications + [
      .option("output", short: "o", "FOLDER", "Where the runs and the verdict of the last comparison go. Default \(defaultFolder)."),
      .option("format", short: "f", "FORMAT", "text (default) or json, on standard output."),
      .flag("json", "The same as --format json."),
    ],
    examples: [
      (
        "headroom bisect --good v1.2 --bad main --build 'swift build -c release' --run '.build/release/tool --requests 20000'",
        "which commit since v1.2 made it slower"
      ),
      (
        "headroom bisect --good v1.2 --function 'Router.respond(to:)' --run './bench.sh'", "which one made this function slower"
      ),
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    guard let good = arguments.value("good") else { throw UsageError("name a revision that was fast enough with --good", specification) }
    let options = try GateOptions(arguments, specification)
    let format = try arguments.choice("format", Format.self, specification) ?? (arguments.flag("json") ? .json : .text)
    let mostPairs = try arguments.integer("most-pairs", in: 4...1000, specification) ?? 40
    let search = try BisectSearch(
      options, good: good, bad: arguments.value("bad") ?? "HEAD", function: arguments.value("function"), mostPairs: mostPairs,
      folder: arguments.value("output") ?? defaultFolder)
    let result = try search.run()
    switch format {
    case .json: try Terminal.output(BisectReport.json(result))
    case .text: try Terminal.output(BisectReport.text(result))
    }
    switch result.outcome {
    case .found, .noRegression: return ExitCode.success
    case .undecided, .cannotTell: return ExitCode.inconclusive
    }
  }
}
