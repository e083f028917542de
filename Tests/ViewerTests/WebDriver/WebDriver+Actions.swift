import Foundation

/// Keys by their code points, https://www.w3.org/TR/webdriver2/#keyboard-actions.
enum Key {
  static let tab = "\u{E004}"
  static let enter = "\u{E007}"
  static let shift = "\u{E008}"
  static let escape = "\u{E00C}"
  static let end = "\u{E010}"
  static let home = "\u{E011}"
  static let left = "\u{E012}"
  static let up = "\u{E013}"
  static let right = "\u{E014}"
  static let down = "\u{E015}"
}

extension WebDriver {
  /// Presses and lets go of keys one after the other, at whatever has the focus; `held` is down meanwhile.
  func press(_ keys: String..., held: String? = nil) throws { try type(keys, held: held) }

  /// Types a text, letter by letter.
  func type(_ text: String) throws { try type(text.map(String.init), held: nil) }

  private func type(_ keys: [String], held: String?) throws {
    var strokes: [[String: String]] = []
    if let held { strokes.append(["type": "keyDown", "value": held]) }
    for key in keys { strokes += [["type": "keyDown", "value": key], ["type": "keyUp", "value": key]] }
    if let held { strokes.append(["type": "keyUp", "value": held]) }
    try tell("/actions", ["actions": [["type": "key", "id": "keyboard", "actions": strokes] as [String: Any]]])
  }

  /// Moves the mouse to a place of an element, given as parts of its width and pixels from its top, and clicks unless told not to.
  func mouse(_ selector: String, x part: Double, y: Double, clicks: Bool = true) throws {
    let box: [Double] = try run(
      """
      const element = document.querySelector(arguments[0]);
      element.scrollIntoView({ block: "center" });
      const box = element.getBoundingClientRect();
      return [box.left, box.top, box.width];
      """, [selector])
    var moves: [[String: Any]] = [
      ["type": "pointerMove", "duration": 0, "origin": "viewport", "x": Int(box[0] + part * box[2]), "y": Int(box[1] + y)]
    ]
    if clicks { moves += [["type": "pointerDown", "button": 0], ["type": "pointerUp", "button": 0]] }
    let mouse: [String: Any] = ["type": "pointer", "id": "mouse", "parameters": ["pointerType": "mouse"], "actions": moves]
    try tell("/actions", ["actions": [mouse]])
  }
}
