import Foundation
import Profiles
import Reports

/// Live views of the small server, of which every sum is known.
enum TopFixture {
  static let status: TopStatus = {
    var status = TopStatus(program: "/usr/bin/server", processID: 4711, collector: "bpf", frequency: 99)
    status.elapsed = 12_000_000_000
    status.samples = 3_456
    return status
  }()

  /// One second of the small server.
  static func second(requests: Int64? = nil) -> TopAccount { TopAccount(ProfileFixture.smallServer(requests: requests).profile) }

  /// A screen without colour.
  static func screen(
    _ interval: TopAccount?, whole: TopAccount? = nil, view: TopView = TopView(), width: Int = 100, height: Int = 40, hasKeys: Bool = true,
    color: Bool = false
  ) -> [String] {
    TopPage.screen(
      status, interval: interval, whole: whole ?? interval ?? TopAccount(), view: view, width: width, height: height, hasKeys: hasKeys,
      usesColor: color)
  }

  static func block(_ interval: TopAccount, limit: Int = 10, width: Int = 100) -> String {
    TopPage.block(status, interval: interval, limit: limit, width: width, usesColor: false)
  }

  /// The view after these keys.
  static func view(_ keys: TopKey...) -> TopView {
    var view = TopView()
    for key in keys { _ = view.press(key, page: 10) }
    return view
  }
}
