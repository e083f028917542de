import Glibc
import Profiles
import Reports

/// A live view that fills a terminal and answers keys.
final class TopScreen: TopDisplay {
  private let screen = Screen()
  private let suspension = HeldSignal(SIGTSTP)
  private var reader = TopKeyReader()
  private var view = TopView()
  /// What the recording goes on with, also while the view is paused.
  private var live: Frame?
  /// What is shown instead while it is.
  private var held: Frame?
  private var size = (width: 0, height: 0)

  private struct Frame {
    var status: TopStatus
    var interval: TopAccount?
    var whole = TopAccount()
  }

  func begin(_ status: TopStatus) {
    live = Frame(status: status)
    screen.open()
    draw()
  }

  func show(_ profile: Profile, _ status: TopStatus) {
    let account = TopAccount(profile)
    live?.status = status
    if status.samples == 0 { live?.status.message = profile.environment.notes.last ?? "" }
    live?.interval = account
    live?.whole.add(account)
    if !view.isPaused { draw() }
  }

  func tick(elapsed: Int64) -> TopView.Request? {
    if suspension.isPending() {
      screen.suspend()
      draw()
    }
    for key in reader.keys(screen.pressed()) {
      switch view.press(key, page: max(1, Terminal.height / 2)) {
      case .quit: return .quit
      case .restart: live?.whole = TopAccount()
      case .drawAgain: break
      }
      held = view.isPaused ? held ?? live : nil
      if let account = shown { view.limitOffset(rows: TopPage.rowCount(account, view.table)) }
      draw()
    }
    if Terminal.width != size.width || Terminal.height != size.height { draw() }
    return nil
  }

  func end() { screen.close() }

  private var shown: TopAccount? {
    guard let frame = held ?? live else { return nil }
    return view.span == .whole ? frame.whole : frame.interval
  }

  private func draw() {
    guard let frame = held ?? live else { return }
    size = (Terminal.width, Terminal.height)
    screen.show(
      TopPage.screen(
        frame.status, interval: frame.interval, whole: frame.whole, view: view, width: size.width, height: size.height, hasKeys: screen.hasKeys,
        usesColor: Terminal.usesColor))
  }
}
