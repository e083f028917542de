import Scaling
import Statistics
import Testing

@testable import Reports

@Suite struct ScaleTextTests {
  private func text(_ result: ScaleResult, limit: Int = 20, width: Int = 120, usesColor: Bool = false) -> String {
    ScaleText.render(result, limit: limit, width: width, usesColor: usesColor)
  }

  @Test func show() {
    print(text(ScaleFixture.result))
    print(text(ScaleFixture.refused, width: 80))
    print(ScaleMarkdown.render(ScaleFixture.refused, limit: 5))
    print(ScaleJSON.render(ScaleFixture.levelsOnly).prefix(6000))
  }
}
