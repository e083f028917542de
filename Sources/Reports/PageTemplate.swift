/// The one file a page is: the head all pages have, and a shell with places for style, data and script.
enum PageTemplate {
  /// Puts each content in its place, in the order the places have in the shell; what a content says is never searched for places.
  static func fill(_ shell: [UInt8], style: [[UInt8]], data: [UInt8], columns: [UInt8] = [], script: [[UInt8]]) -> [UInt8] {
    let contents: [(String, [[UInt8]])] = [("/*STYLE*/", style), ("/*DATA*/", [data]), ("/*COLUMNS*/", [columns]), ("/*SCRIPT*/", script)]
    var page: [UInt8] = []
    page.reserveCapacity(data.count + columns.count + 131_072)
    page.append(contentsOf: PackageResources.head_html)
    var rest = shell[...]
    for (placeholder, pieces) in contents {
      guard let place = rest.firstRange(of: Array(placeholder.utf8)) else { continue }
      page.append(contentsOf: rest[..<place.lowerBound])
      for piece in pieces { page.append(contentsOf: piece) }
      rest = rest[place.upperBound...]
    }
    page.append(contentsOf: rest)
    return page
  }
}
