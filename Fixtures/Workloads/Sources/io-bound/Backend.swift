import FixtureSupport
import Glibc

/// The clients' side of another process: one pipe takes the requests of all, and everyone has a pipe for replies.
struct Backend: Sendable {
  private let process: pid_t
  private let requests: Int32
  private let replies: [Int32]

  /// Starts the process: this program again.
  init(clients: Int, settings: Settings) {
    let request = Self.pipe(inheriting: 0)
    let reply = (0..<clients).map { _ in Self.pipe(inheriting: 1) }
    let words = [
      CommandLine.arguments[0], "--backend", "\(request[0])", "--reply-to", reply.map { "\($0[1])" }.joined(separator: ","),
      "--channels", "\(settings.channels)", "--reply-us", "\(Double(settings.service) / 1_000)",
    ]
    var arguments = words.map { strdup($0) } + [nil]
    var process: pid_t = 0
    let error = posix_spawn(&process, "/proc/self/exe", nil, nil, &arguments, environ)
    precondition(error == 0, "posix_spawn failed")
    for argument in arguments { free(argument) }
    for descriptor in [request[0]] + reply.map({ $0[1] }) { close(descriptor) }
    self.process = process
    requests = request[1]
    replies = reply.map { $0[0] }
  }

  /// Sends a request of a client; false when the backend has gone.
  func ask(_ client: Int) -> Bool {
    var client = UInt32(client)
    return write(requests, &client, 4) == 4
  }

  /// Waits for the reply: the victim. The work after the call keeps it from becoming a jump, which leaves no frame.
  ///
  /// - Returns: what the backend spent on the request, nanoseconds; nil when it has gone.
  @inline(never)
  func awaitReply(_ client: Int) -> UInt64? {
    var service: UInt64 = 0
    let count = read(replies[client], &service, 8)
    return count == 8 ? service : nil
  }

  /// Ends the process, which sees that nobody can ask any more.
  func end() {
    close(requests)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  /// A pipe of which the other process gets only the end of this index.
  private static func pipe(inheriting index: Int) -> [Int32] {
    var ends: [Int32] = [0, 0]
    precondition(Glibc.pipe(&ends) == 0, "pipe failed")
    _ = fcntl(ends[1 - index], F_SETFD, FD_CLOEXEC)
    return ends
  }
}
