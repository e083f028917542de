import CEpoll
import FixtureSupport
import Glibc

/// HTTP/1.1 with one thread for everything: no tasks, no locks, no allocation for a request.
///
/// Any GET is answered alike. What does not end within the buffer closes the connection, as does an answer the socket does not take at once.
struct Server {
  private static var connectionLimit: Int { 4_096 }
  private static var bufferSize: Int { 4_096 }
  private static var eventLimit: Int { 64 }
  private static var response: StaticString { "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n" }
  private let poll: Int32
  private let listener: Listener
  private let work: UInt64
  private let lane: Lane
  /// By descriptor: what has come of a request, and how many bytes.
  private let buffers: UnsafeMutablePointer<UInt8>
  private let filled: UnsafeMutablePointer<Int>
  private let events: UnsafeMutablePointer<epoll_event>

  init(listener: Listener, work: UInt64, lane: Lane) throws {
    self.listener = listener
    self.work = work
    self.lane = lane
    poll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard poll >= 0 else { throw SystemError(call: "epoll_create1") }
    buffers = .allocate(capacity: Self.connectionLimit * Self.bufferSize)
    filled = .allocate(capacity: Self.connectionLimit)
    events = .allocate(capacity: Self.eventLimit)
    guard watch(listener.descriptor) else { throw SystemError(call: "epoll_ctl") }
  }

  /// Serves until the time is up or a signal came.
  func run() {
    lane.enter(.idle)
    while Fixture.isRunning {
      let count = epoll_wait(poll, events, Int32(Self.eventLimit), 100)
      guard count > 0 else { continue }
      lane.enter(.busy)
      let start = Fixture.threadTime()
      for index in 0..<Int(count) {
        let descriptor = events[index].data.fd
        if descriptor == listener.descriptor { acceptConnections() } else { receive(descriptor) }
      }
      lane.count(.busyCpu, Fixture.threadTime() - start)
      lane.enter(.idle)
    }
    lane.enter(.off)
  }

  private func watch(_ descriptor: Int32) -> Bool {
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: descriptor))
    return epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event) == 0
  }

  private func acceptConnections() {
    while let descriptor = listener.accept() {
      guard descriptor < Self.connectionLimit, watch(descriptor) else {
        close(descriptor)
        continue
      }
      filled[Int(descriptor)] = 0
    }
  }

  /// Takes what has come on a connection and answers the requests that are complete.
  private func receive(_ descriptor: Int32) {
    let buffer = buffers + Int(descriptor) * Self.bufferSize
    var length = filled[Int(descriptor)]
    let count = recv(descriptor, buffer + length, Self.bufferSize - length, 0)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else {
      close(descriptor)
      return
    }
    length += count
    while let end = headerEnd(buffer, length) {
      let start = Fixture.threadTime()
      let value = handleRequest(work)
      lane.count(.handleCpu, Fixture.threadTime() - start)
      guard value != 1, startsWithGet(buffer), send(descriptor) else {
        close(descriptor)
        return
      }
      lane.complete()
      length -= end
      memmove(buffer, buffer + end, length)
    }
    if length < Self.bufferSize { filled[Int(descriptor)] = length } else { close(descriptor) }
  }

  private func send(_ descriptor: Int32) -> Bool {
    let size = Self.response.utf8CodeUnitCount
    return Glibc.send(descriptor, Self.response.utf8Start, size, Int32(MSG_NOSIGNAL)) == size
  }

  /// Where the empty line after the header ends.
  private func headerEnd(_ buffer: UnsafeMutablePointer<UInt8>, _ length: Int) -> Int? {
    guard length >= 4 else { return nil }
    for end in 4...length where memcmp(buffer + end - 4, "\r\n\r\n", 4) == 0 { return end }
    return nil
  }

  private func startsWithGet(_ buffer: UnsafeMutablePointer<UInt8>) -> Bool { memcmp(buffer, "GET ", 4) == 0 }
}
