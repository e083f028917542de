/// A trend as one self-contained page: a picture of each series with its levels and changes, and tables that say the same. Needs no network.
public enum TrendPage {
  /// The page's script, a file for each topic; the last one starts it.
  private static var script: [[UInt8]] {
    [
      PackageResources.numbers_js, PackageResources.elements_js, PackageResources.measures_js, PackageResources.scaleplot_js,
      PackageResources.theme_js, PackageResources.links_js, PackageResources.tip_js, PackageResources.trendplot_js, PackageResources.trend_js,
    ]
  }

  public static func render(_ report: TrendReport) -> [UInt8] {
    PageTemplate.fill(
      PackageResources.trend_html, style: [PackageResources.viewer_css, PackageResources.scale_css, PackageResources.trend_css],
      data: TrendPageData.json(report), script: script)
  }

  /// The same as text.
  public static func html(_ report: TrendReport) -> String { String(decoding: render(report), as: UTF8.self) }
}
