import Profiles

/// A profile as one self-contained page: states, flame graph, tables, call tree, locks, actors. Needs no network and no server.
public enum HTMLReport {
  /// The page's script, a file for each topic; the last one starts it.
  private static var script: [UInt8] {
    [
      PackageResources.numbers_js, PackageResources.metrics_js, PackageResources.tree_js, PackageResources.address_js, PackageResources.graph_js,
      PackageResources.search_js, PackageResources.tables_js, PackageResources.treegrid_js, PackageResources.states_js, PackageResources.blocks_js,
      PackageResources.viewer_js,
    ].reduce(into: []) { $0 += $1 }
  }

  /// - Throws: `ViewError` for a bad regular expression or an unknown sample type or state.
  public static func render(_ profile: Profile, options: ViewOptions) throws(ViewError) -> [UInt8] {
    let data = try PageData.json(profile, options)
    var page: [UInt8] = []
    page.reserveCapacity(data.count + 131_072)
    var template = PackageResources.viewer_html[...]
    for (placeholder, content) in [("/*STYLE*/", PackageResources.viewer_css), ("/*DATA*/", data), ("/*SCRIPT*/", script)] {
      guard let place = template.firstRange(of: Array(placeholder.utf8)) else { continue }
      page.append(contentsOf: template[..<place.lowerBound])
      page.append(contentsOf: content)
      template = template[place.upperBound...]
    }
    page.append(contentsOf: template)
    return page
  }
}
