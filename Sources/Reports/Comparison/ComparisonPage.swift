import Regression

/// What changed as one self-contained page: verdict, trust, totals, functions, and a flame graph of both sides. Needs no network.
public enum ComparisonPage {
  /// The page's script, a file for each topic; the last one starts it.
  private static var script: [[UInt8]] {
    [
      PackageResources.numbers_js, PackageResources.elements_js, PackageResources.measures_js, PackageResources.scalewords_js,
      PackageResources.scaleplot_js, PackageResources.theme_js, PackageResources.links_js, PackageResources.tip_js, PackageResources.sections_js,
      PackageResources.differencewords_js, PackageResources.differencerows_js,
      PackageResources.widthtree_js, PackageResources.differencetree_js, PackageResources.flameview_js, PackageResources.flameexport_js,
      PackageResources.search_js,
      PackageResources.flametip_js, PackageResources.differenceflame_js, PackageResources.treegrid_js,
      PackageResources.difference_js,
    ]
  }

  /// Parts the comparison does not have are left out of the page.
  ///
  /// - Parameter toolVersion: The version of the tool that compared.
  public static func render(_ comparison: Comparison, toolVersion: String = "") -> [UInt8] {
    PageTemplate.fill(
      PackageResources.difference_html, style: [PackageResources.viewer_css, PackageResources.scale_css, PackageResources.difference_css],
      data: ComparisonPageData.json(comparison, toolVersion: toolVersion), script: script)
  }

  /// The same as text.
  public static func html(_ comparison: Comparison, toolVersion: String = "") -> String {
    String(decoding: render(comparison, toolVersion: toolVersion), as: UTF8.self)
  }
}
