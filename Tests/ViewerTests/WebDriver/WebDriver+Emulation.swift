import Foundation
import Testing

/// What a reader may have set, and the screen the page is read on.
struct Reader: Sendable, CustomTestStringConvertible {
  var name: String
  var width = 1200
  var height = 900
  var isPhone = false
  var media = ""
  var features: [String: String] = ["prefers-color-scheme": "light"]

  var testDescription: String { name }

  static let light = Reader(name: "light")
  static let dark = Reader(name: "dark", features: ["prefers-color-scheme": "dark"])
  static let phone = Reader(name: "phone", width: 390, height: 844, isPhone: true)
  static let darkPhone = Reader(name: "dark phone", width: 390, height: 844, isPhone: true, features: ["prefers-color-scheme": "dark"])
  static let forcedColors = Reader(name: "forced colours", features: ["forced-colors": "active", "prefers-color-scheme": "light"])
  static let forcedDark = Reader(name: "dark forced colours", features: ["forced-colors": "active", "prefers-color-scheme": "dark"])
  static let moving = Reader(name: "moving", features: ["prefers-reduced-motion": "no-preference", "prefers-color-scheme": "light"])
}

extension WebDriver {
  /// A command of the browser's own protocol, https://chromedevtools.github.io/devtools-protocol/.
  func command(_ name: String, _ parameters: [String: Any]) throws { try tell("/goog/cdp/execute", ["cmd": name, "params": parameters]) }

  /// Makes the browser that of another reader, until the next call.
  func become(_ reader: Reader) throws {
    try command(
      "Emulation.setDeviceMetricsOverride",
      ["width": reader.width, "height": reader.height, "deviceScaleFactor": 1, "mobile": reader.isPhone])
    try command("Emulation.setTouchEmulationEnabled", ["enabled": reader.isPhone])
    // A feature that is not named keeps what was said last: name them all. Without motion nothing is on its way when a test looks.
    var features = ["forced-colors": "none", "prefers-reduced-motion": "reduce"]
    features.merge(reader.features) { $1 }
    let named = features.keys.sorted().map { ["name": $0, "value": features[$0] ?? ""] }
    try command("Emulation.setEmulatedMedia", ["media": reader.media, "features": named])
  }
}
