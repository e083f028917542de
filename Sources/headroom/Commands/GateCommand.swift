import Experiments
import Regression
import Reports

/// Says whether a revision is slower than another.
enum GateCommand: Command {
  enum Format: String, CaseIterable {
    case text, markdown, json
  }

  enum Inconclusive: String, CaseIterable {
    case pass, fail
  }

  static let defaultFolder = "headroom-gate"

  static let specification = CommandSpecification(
    name: "gate",
    abstract: "Says whether a revision is slower than another, function by function: pass, regression or inconclusive.",
    usage: [
      "--run COMMAND [--build COMMAND] [--base REVISION] [--head REVISION] [options]",
      "BASE HEAD [--threshold PERCENT] [--inconclusive pass|fail] [-o FOLDER]",
    ],
    options: [
      .option("base", "REVISION", "What to compare with. Default: where the head branched off from the default branch."),
      .option("head", "REVISION", "What to judge. Default: HEAD, the last commit; what is not committed is not measured."),
    ] + GateOptions.specifications + [
      .option("inconclusive", "pass|fail", "End with exit code 0 or 2 where nothing can be said; by default with 3."),
      .option("output", short: "o", "FOLDER", "Where the runs and the verdict go. Default \(defaultFolder). An earlier result in it is replaced."),
      .option("format", short: "f", "FORMAT", "text (default), markdown or json, on standard output."),
      .flag("json", "The same as --format json."),
      .option("limit", "COUNT", "Rows of the table of functions (default 20)."),
    ],
    examples: [
      (
        "headroom gate --base main --build 'swift build -c release' --run '.build/release/tool --requests 20000'",
        "the last commit against main; exit code 2 for a regression, 3 where nothing can be said"
      ),
      (
        "headroom gate --build 'swift build -c release' --run '.build/release/server --port {port}' \\\n"
          + "      --load 'wrk -t1 -c8 -d{seconds}s http://127.0.0.1:{port}/' --seconds 10s",
        "a server under load"
      ),
      ("headroom gate --base v1.2 --run './bench.sh' --count '(\\d+) rows' --strict", "a script that says itself how much it did; 20 pairs"),
      ("headroom gate baseline/ headroom-gate/head", "two sets of runs that are there already"),
    ],
    positional: ["BASE", "HEAD"])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let output = try GateOutput(arguments, specification)
    guard arguments.positional.isEmpty else { return try GateFolders.run(arguments, output) }
    let options = try GateOptions(arguments, specification)
    let signals = StopSignals()
    let progress = GateProgress()
    let repository = try GitRepository()
    let (base, head) = try revisions(arguments, repository)
    let folders = RevisionFolders(repository, build: options.build, isStopRequested: signals.isPending, report: progress.show)
    var session: GateSession?
    let lock = try GateStore.lock(output.folder)
    defer { withExtendedLifetime(lock) {} }
    do {
      defer { progress.end() }
      try folders.tidy()
      let commits = (base: try repository.commit(base), head: try repository.commit(head))
      let baseFolder = try folders.prepare(commits.base, side: "base")
      let headFolder = try folders.prepare(commits.head, side: "head")
      let store = try GateStore(output.folder, options.workload.plan)
      let made = GateSession(
        options, base: baseFolder, head: headFolder, names: [.base: base, .head: head],
        renames: try repository.renames(from: commits.base.hash, to: commits.head.hash), store: store, progress: progress, signals: signals)
      session = made
      return try output.finish(try made.run(), options: options.words, hasRuns: true)
    } catch {
      try? output.fail(session?.comparison ?? Comparison(), "\(error)")
      throw error
    }
  }

  /// The revisions to compare: those asked for, or the head's branch against where it began.
  private static func revisions(_ arguments: ParsedArguments, _ repository: GitRepository) throws -> (base: String, head: String) {
    let head = arguments.value("head") ?? "HEAD"
    if let base = arguments.value("base") { return (base, head) }
    guard let branch = try repository.defaultBranch() else {
      throw CommandError("there is no branch origin/HEAD, main or master to compare with; name a revision with --base")
    }
    guard let base = try repository.mergeBase(branch, try repository.commit(head).hash) else {
      throw CommandError("\(head) and \(branch) have no commit in common; name a revision with --base (shallow clone? git fetch --unshallow)")
    }
    guard try repository.commit(head).hash != base else {
      throw CommandError("\(head) is on \(branch) already: there is nothing new to judge; name what to compare with: --base HEAD~1")
    }
    Terminal.note("headroom: comparing with \(base.prefix(7)), where \(head) branched off from \(branch)")
    return (base, head)
  }
}
