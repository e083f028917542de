import Profiles

/// Folders under which the sources of each side lie: worktrees of one repository have other folders and the same files.
struct SourceRoots: Sendable {
  /// With a slash at the end, the longest first.
  private let folders: [String]

  init(_ folders: [String]) {
    self.folders = folders.filter { !$0.isEmpty }.map { $0.hasSuffix("/") ? $0 : $0 + "/" }.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
  }

  /// The file's name below its root; unchanged under none.
  func relative(_ file: String) -> String {
    for folder in folders where file.hasPrefix(folder) { return String(file.dropFirst(folder.count)) }
    return file
  }

  /// Takes the roots from all file names of a profile.
  func strip(_ profile: inout Profile) {
    guard !folders.isEmpty else { return }
    for index in profile.functions.indices { profile.functions[index].file = relative(profile.functions[index].file) }
  }
}
