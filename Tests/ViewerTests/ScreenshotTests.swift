import Foundation
import Testing

extension ViewerInBrowser {
  /// Pictures of the pages, for the README: `HEADROOM_SCREENSHOTS=FOLDER swift test --filter Screenshots`.
  @Suite(.enabled(if: ScreenshotFolder.url != nil, "HEADROOM_SCREENSHOTS names no folder for them")) struct Screenshots {
    @Test("Each page is written as a picture: light, dark, and as on a phone", arguments: SamplePage.all, [Reader.light, .dark, .phone])
    func write(_ sample: SamplePage, _ reader: Reader) throws {
      let folder = try #require(ScreenshotFolder.url)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      var wide = reader
      if !reader.isPhone { (wide.width, wide.height) = (1280, 860) }
      let page = try OpenedPage.open(sample.html(), for: wide)
      let picture = try page.driver.screenshot()
      #expect(picture.starts(with: [0x89, 0x50, 0x4e, 0x47]))
      let name = "\(sample.name)-\(reader.name)".replacing(" ", with: "-")
      try picture.write(to: folder.appending(path: "\(name).png"))
      // The markup beside it, so that a picture can be made again by hand.
      try Data(sample.html().utf8).write(to: folder.appending(path: "\(sample.name.replacing(" ", with: "-")).html"))
    }
  }
}

private enum ScreenshotFolder {
  static let url = ProcessInfo.processInfo.environment["HEADROOM_SCREENSHOTS"].map { URL(filePath: $0, directoryHint: .isDirectory) }
}
