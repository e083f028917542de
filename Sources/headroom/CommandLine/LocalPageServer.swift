import Glibc

/// Serves one page on the loopback interface, to whoever asks for it by its address, and nothing else.
///
/// One thread waits for all clients, as browsers open connections that they send nothing on.
final class LocalPageServer {
  private struct Client {
    let descriptor: Int32
    var request: [UInt8] = []
    var answer: LocalPageRequest.Answer?
    /// Bytes of the answer and the page that were sent.
    var sent = 0
    /// Whether all of them were.
    var isServed = false
    /// When the client is given up, seconds of CLOCK_MONOTONIC.
    var deadline: Double
  }

  /// Clients at once; more wait in the kernel.
  private static let mostClients = 64
  /// How long a client may take to ask, and to take a part of the answer, seconds.
  private static let patience = 10.0
  /// How long a client may go on sending after its answer, seconds.
  private static let lingering = 2.0

  private let page: [UInt8]
  private let listener: Int32
  private let port: Int
  private var clients: [Client] = []

  /// - Parameter port: 0 for any that is free.
  init(page: [UInt8], port: Int) throws(CommandError) {
    self.page = page
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard listener >= 0 else { throw CommandError("cannot serve the page: \(String(cString: strerror(errno))); write it to a file with -o") }
    // A port that we served on a moment ago can be had again at once.
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = in_port_t(port).bigEndian
    place.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        Glibc.bind(listener, place, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, place, &length) == 0
      }
    }
    guard isBound else {
      let reason = String(cString: strerror(errno))
      close(listener)
      throw CommandError("cannot serve on port \(port): \(reason); choose another port, or none for one that is free")
    }
    self.listener = listener
    self.port = Int(in_port_t(bigEndian: place.sin_port))
  }

  deinit {
    for client in clients { close(client.descriptor) }
    close(listener)
  }

  /// The page's URL.
  var address: String { "http://127.0.0.1:\(port)/" }

  /// Serves until one of the signals has come.
  ///
  /// - Parameter meanwhile: Called ten times a second or more.
  func run(until stop: StopSignals, meanwhile: () -> Void) {
    while !stop.isPending() {
      meanwhile()
      var waits = clients.map { pollfd(fd: $0.descriptor, events: Int16($0.answer == nil || $0.isServed ? POLLIN : POLLOUT), revents: 0) }
      if clients.count < Self.mostClients { waits.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0)) }
      // The signals are blocked, so they do not end this wait.
      guard poll(&waits, nfds_t(waits.count), 100) >= 0 || errno == EINTR else { return }
      let now = Self.now
      for index in clients.indices.reversed() {
        let isOver = waits[index].revents != 0 ? !advance(&clients[index], now) : clients[index].deadline < now
        if isOver { close(clients.remove(at: index).descriptor) }
      }
      if let last = waits.last, last.fd == listener, last.revents != 0 { accept(now) }
    }
  }

  private func accept(_ now: Double) {
    while clients.count < Self.mostClients {
      let descriptor = Glibc.accept(listener, nil, nil)
      guard descriptor >= 0 else { return }
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      clients.append(Client(descriptor: descriptor, deadline: now + Self.patience))
    }
  }

  /// Reads of a client's request or sends of its answer what can be at once; false when the client is done with.
  private func advance(_ client: inout Client, _ now: Double) -> Bool {
    if client.isServed { return client.deadline >= now && discard(client) }
    return client.answer == nil ? client.deadline >= now && receive(&client) : send(&client, now)
  }

  /// Takes what a client sends after its answer: closing before that could take the answer from it.
  private func discard(_ client: Client) -> Bool {
    let received = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { recv(client.descriptor, $0.baseAddress, $0.count, 0) }
    return received > 0 || (received < 0 && (errno == EAGAIN || errno == EINTR))
  }

  private func receive(_ client: inout Client) -> Bool {
    let received = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { space -> Int in
      let count = recv(client.descriptor, space.baseAddress, space.count, 0)
      if count > 0 { client.request.append(contentsOf: space[..<count]) }
      return count
    }
    if received < 0 { return errno == EAGAIN || errno == EINTR }
    guard received > 0 else { return false }
    do throws(LocalPageRequest.Refusal) {
      client.answer = try LocalPageRequest(client.request)?.answer(port: port, pageLength: page.count)
    } catch {
      client.answer = error.answer
    }
    return true
  }

  private func send(_ client: inout Client, _ now: Double) -> Bool {
    guard let answer = client.answer else { return true }
    let total = answer.head.count + (answer.sendsPage ? page.count : 0)
    while client.sent < total {
      let isHead = client.sent < answer.head.count
      let part = isHead ? answer.head[client.sent...] : page[(client.sent - answer.head.count)...]
      let count = part.withUnsafeBytes { Glibc.send(client.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      client.sent += count
      client.deadline = now + Self.patience
    }
    shutdown(client.descriptor, Int32(SHUT_WR))
    client.isServed = true
    client.deadline = now + Self.lingering
    return true
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
