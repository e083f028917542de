import CEpoll
import FixtureSupport
import Glibc
import Synchronization

/// Wakes the task that waits for a descriptor, through epoll on the thread that calls `run`.
final class Poller: Sendable {
  private let descriptor: Int32
  private let waiting = Mutex<[Int32: CheckedContinuation<Void, Never>]>([:])

  init() throws {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { throw SystemError(call: "epoll_create1") }
  }

  /// Suspends until `file` can be read (or has ended).
  func readable(_ file: Int32) async { await wait(file, EPOLLIN.rawValue) }

  /// Suspends until `file` can be written (or has ended).
  func writable(_ file: Int32) async { await wait(file, EPOLLOUT.rawValue) }

  /// Forgets a descriptor that is about to be closed.
  func forget(_ file: Int32) { _ = epoll_ctl(descriptor, EPOLL_CTL_DEL, file, nil) }

  private func wait(_ file: Int32, _ events: UInt32) async {
    await withCheckedContinuation { continuation in
      waiting.withLock { $0[file] = continuation }
      var event = epoll_event(events: events | UInt32(EPOLLONESHOT.rawValue) | UInt32(EPOLLRDHUP.rawValue), data: epoll_data_t(fd: file))
      if epoll_ctl(descriptor, EPOLL_CTL_MOD, file, &event) != 0 { epoll_ctl(descriptor, EPOLL_CTL_ADD, file, &event) }
    }
  }

  /// Waits for events and resumes tasks while `condition` holds.
  func run(while condition: () -> Bool) {
    var events = [epoll_event](repeating: epoll_event(), count: 256)
    while condition() {
      let count = epoll_wait(descriptor, &events, Int32(events.count), 100)
      guard count > 0 else { continue }
      for event in events[..<Int(count)] { waiting.withLock { $0.removeValue(forKey: event.data.fd) }?.resume() }
    }
  }
}
