import Experiments
import Glibc
import History

/// `history add`: keeps the values of results.
enum HistoryAdd {
  static func run(_ results: [String], _ arguments: ParsedArguments) throws -> Int32 {
    guard !results.isEmpty else {
      throw UsageError("history add needs a result: a folder, a verdict.json, a result.json or a profile", HistoryCommand.specification)
    }
    var date: Double?
    if let text = arguments.value("date") {
      date = DateArgument.seconds(text)
      guard date != nil else {
        throw UsageError("--date takes a date such as 2026-11-24 or 2026-11-24T02:45:10Z, not `\(text)`", HistoryCommand.specification)
      }
    }
    // Outside a repository a commit is whatever the user calls it.
    let repository = try? GitRepository()
    let revision = try arguments.value("commit").map { try commit($0, repository) }
    var entries: [HistoryEntry] = []
    var isOfHead = false
    for result in results {
      var entry = try ResultEntry.read(result)
      if let revision { entry.commit = revision }
      if entry.commit.isEmpty {
        guard let head = try? repository?.commit("HEAD").hash else {
          throw CommandError("\(result): it does not say which commit was measured, and the current folder is no repository; name one with --commit")
        }
        entry.commit = head
        isOfHead = true
      }
      let known = GitRepository.isHash(entry.commit) ? try? repository?.commit(entry.commit) : nil
      if let title = arguments.value("title") {
        entry.title = title
      } else if entry.title.isEmpty || revision != nil {
        entry.title = known?.title ?? ""
      }
      entry.date = date ?? known?.date ?? (entry.date > 0 ? entry.date : Double(time(nil)))
      if let benchmark = arguments.value("benchmark") { entry.benchmark = benchmark }
      if let fingerprint = arguments.value("fingerprint") { entry.fingerprint = fingerprint }
      entries.append(entry)
    }
    let store = try HistoryStore(at: HistoryCommand.path(arguments))
    try store.add(entries, replacing: arguments.flag("replace"))
    let values = entries.reduce(0) { $0 + $1.values.count }
    let commits = Set(entries.map(\.commit))
    let what = commits.count == 1 ? "of \(entries[0].commit.prefix(12))" : "of \(commits.count) commits"
    if isOfHead, (try? repository?.hasChanges()) == true {
      Terminal.note("warning: taken to be of HEAD, but files differ from it that are not committed; if they did when it was measured, use --commit")
    }
    Terminal.note("added \(values == 1 ? "1 value" : "\(values) values") \(what) to \(store.path)")
    return ExitCode.success
  }

  /// The full hash; outside a repository, whatever the user calls it.
  private static func commit(_ revision: String, _ repository: GitRepository?) throws(CommandError) -> String {
    guard !revision.isEmpty else { throw CommandError("--commit is empty; name a revision") }
    if let hash = try? repository?.commit(revision).hash { return hash }
    if GitRepository.isHash(revision) || repository == nil { return revision }
    throw CommandError("this repository has no commit `\(revision)`; check the name, or give a full hash")
  }
}

/// Reads a result, whatever command wrote it.
enum ResultEntry {
  /// What a folder of results is looked through for, best first.
  private static let names = ["verdict.json", ScaleResultFile.name]

  static func read(_ path: String) throws -> HistoryEntry {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return try readFile(path) }
    let folder = path.hasSuffix("/") ? path : path + "/"
    if let name = names.first(where: { access(folder + $0, F_OK) == 0 }) { return try readFile(folder + name) }
    let profiles = try RunSetFile.profileNames(in: folder)
    guard !profiles.isEmpty else {
      throw CommandError(
        "\(path): the folder holds no \(names.joined(separator: ", no ")) and no profile; give one that headroom gate, scale or record wrote")
    }
    var values = ProfileValues()
    for name in profiles { try values.add(try ProfileFile.read(folder + name), place: folder + name) }
    return try values.entry(place: path)
  }

  private static func readFile(_ path: String) throws -> HistoryEntry {
    let bytes = try InputFile.read(path)
    let first = bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    if first == UInt8(ascii: "{") || path.hasSuffix(".json") { return try ResultValues.entry(json: bytes, place: path) }
    var values = ProfileValues()
    try values.add(try ProfileFile.decode(bytes, name: path), place: path)
    return try values.entry(place: path)
  }
}
