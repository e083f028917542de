import Testing

/// All tests that drive the pages in a browser: one browser, one page at a time.
@Suite(.enabled(if: DriverProcess.isInstalled, "chromium or chromedriver is not installed: no page is driven"), .serialized)
enum ViewerInBrowser {}
