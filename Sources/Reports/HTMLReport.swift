import Profiles

/// A profile as one self-contained page: states, flame graph, tables, call tree, locks, actors. Needs no network and no server.
public enum HTMLReport {
  /// The page's script, a file for each topic; the last one starts it.
  private static var script: [[UInt8]] {
    [
      PackageResources.numbers_js, PackageResources.elements_js, PackageResources.measures_js, PackageResources.theme_js, PackageResources.links_js,
      PackageResources.tip_js, PackageResources.columns_js, PackageResources.tree_js, PackageResources.flameview_js, PackageResources.profileflame_js,
      PackageResources.selection_js, PackageResources.metrics_js, PackageResources.views_js, PackageResources.address_js,
      PackageResources.transforms_js, PackageResources.flameexport_js, PackageResources.export_js, PackageResources.track_js,
      PackageResources.search_js, PackageResources.tables_js, PackageResources.treegrid_js, PackageResources.states_js, PackageResources.accounts_js,
      PackageResources.blocks_js,
      PackageResources.viewer_js,
    ]
  }

  /// - Throws: `ViewError` for a bad regular expression or an unknown sample type or state.
  public static func render(_ profile: Profile, options: ViewOptions) throws(ViewError) -> [UInt8] {
    let data = try PageData.make(profile, options)
    return PageTemplate.fill(
      PackageResources.viewer_html, style: [PackageResources.viewer_css], data: data.facts, columns: data.columns, script: script)
  }
}
