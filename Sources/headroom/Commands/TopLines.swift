import Profiles
import Reports

/// A live view as text that only grows: a block or a line of JSON for each interval.
final class TopLines: TopDisplay {
  enum Format {
    /// At most so many rows of each table.
    case text(limit: Int)
    case json
  }

  private let format: Format
  private var isFirst = true

  init(_ format: Format) { self.format = format }

  func begin(_ status: TopStatus) {}

  func show(_ profile: Profile, _ status: TopStatus) throws {
    switch format {
    case .json: try Terminal.output(try JSONReport.render(profile, options: ViewOptions()))
    case .text(let limit):
      let block = TopPage.block(
        status, interval: TopAccount(profile), limit: limit, width: Terminal.width, usesColor: Terminal.usesColor)
      try Terminal.output((isFirst ? "" : "\n") + block)
      isFirst = false
    }
  }

  func tick(elapsed: Int64) -> TopView.Request? { nil }
  func end() {}
}
