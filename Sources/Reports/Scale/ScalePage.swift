import Scaling

/// The result of `headroom scale` as one self-contained page: sentence, trust, curve, account, stacks, flame graph, growth. Needs no network.
public enum ScalePage {
  /// The page's script, a file for each topic; the last one starts it.
  private static var script: [[UInt8]] {
    [
      PackageResources.numbers_js, PackageResources.elements_js, PackageResources.measures_js, PackageResources.scalewords_js,
      PackageResources.scaleplot_js, PackageResources.theme_js, PackageResources.links_js, PackageResources.tip_js, PackageResources.sections_js,
      PackageResources.scalethroughput_js, PackageResources.scaletime_js, PackageResources.scaleloss_js, PackageResources.scalestacks_js,
      PackageResources.flameview_js, PackageResources.flameexport_js, PackageResources.search_js, PackageResources.flametip_js,
      PackageResources.treegrid_js, PackageResources.widthtree_js, PackageResources.scaleflame_js, PackageResources.scaleflameview_js,
      PackageResources.scalecurve_js, PackageResources.scalegrowth_js, PackageResources.scale_js,
    ]
  }

  /// Parts the result does not have are left out of the page.
  public static func render(_ result: ScaleResult) -> [UInt8] {
    PageTemplate.fill(
      PackageResources.scale_html, style: [PackageResources.viewer_css, PackageResources.scale_css], data: ScalePageData.json(result),
      script: script)
  }

  /// The same as text.
  public static func html(_ result: ScaleResult) -> String { String(decoding: render(result), as: UTF8.self) }
}
