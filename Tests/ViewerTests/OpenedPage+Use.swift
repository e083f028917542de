import Foundation

extension OpenedPage {
  /// What a reader may do with any page: opens every detail, presses every button that shows or hides something, searches, zooms.
  func use() throws {
    try driver.run(
      """
      for (const details of document.querySelectorAll("details")) details.open = true;
      for (const button of [...document.querySelectorAll(".chips button")].slice(0, 1)) button.click();
      for (const toggle of [...document.querySelectorAll("button[aria-expanded=false]")].slice(0, 3)) toggle.click();
      """) as WebDriver.Nothing?
    if try has("#search") {
      try driver.click("#search")
      try driver.type("r")
    }
    if try has("#graph") {
      try run("document.querySelector('#graph').focus();") as WebDriver.Nothing?
      try driver.press(Key.down, Key.down, Key.enter)
    }
  }

  func has(_ selector: String) throws -> Bool { try run("return document.querySelector(arguments[0])?.checkVisibility() ?? false;", [selector]) }

  /// What the focus is on, in a few words.
  func focus() throws -> Focus {
    try run(
      """
      const at = document.activeElement;
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      const path = [];
      for (let part = at; part?.parentElement; part = part.parentElement) path.unshift([...part.parentElement.children].indexOf(part));
      return { path: path.join("."), name: `${at.tagName.toLowerCase()}${at.id ? "#" + at.id : ""} ${at.textContent.trim().slice(0, 30)}`,
        isBody: at === document.body, isVisible: at.matches(":focus-visible"), outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        colour: style.outlineColor, isOnScreen: box.bottom > 0 && box.top < innerHeight && box.width > 0 };
      """)
  }

  struct Focus: Decodable {
    var path: String
    var name: String
    var isBody: Bool
    var isVisible: Bool
    /// The width of what shows the focus, pixels.
    var outline: Double
    var colour: String
    var isOnScreen: Bool
  }
}
