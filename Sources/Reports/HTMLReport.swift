import Profiles

/// A profile as one self-contained page: flame graph, tables, call tree. Needs no network and no server.
public enum HTMLReport {
  /// - Throws: `ViewError` for a bad regular expression.
  public static func render(_ profile: Profile, options: ViewOptions) throws(ViewError) -> [UInt8] {
    let data = try PageData.json(profile, options)
    var page: [UInt8] = []
    page.reserveCapacity(data.count + 65_536)
    var template = PackageResources.viewer_html[...]
    for (placeholder, content) in [("/*STYLE*/", PackageResources.viewer_css), ("/*DATA*/", data), ("/*SCRIPT*/", PackageResources.viewer_js)] {
      guard let place = template.firstRange(of: Array(placeholder.utf8)) else { continue }
      page.append(contentsOf: template[..<place.lowerBound])
      page.append(contentsOf: content)
      template = template[place.upperBound...]
    }
    page.append(contentsOf: template)
    return page
  }
}
