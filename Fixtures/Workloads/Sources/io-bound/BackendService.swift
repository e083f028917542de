import FixtureSupport
import Glibc

/// The other process: as many threads as it has channels take requests from one pipe, sleep and reply.
struct BackendService: Sendable {
  private let requests: Int32
  private let replies: [Int32]
  private let channels: Int
  private let service: UInt64

  /// Nil when this process is not the backend.
  static func ofCommandLine() -> BackendService? {
    guard let requests = Fixture.number("--backend"), let replies = Fixture.text("--reply-to") else { return nil }
    let settings = Settings()
    return BackendService(
      requests: Int32(requests), replies: replies.split(separator: ",").compactMap { Int32($0) }, channels: settings.channels,
      service: settings.service)
  }

  /// Serves until no client can ask any more; a signal to all the group is for the clients.
  func run() {
    for number in [SIGTERM, SIGINT, SIGPIPE] { signal(number, SIG_IGN) }
    // Whoever reads the lines of the clients is not to wait for this process.
    dup2(open("/dev/null", O_WRONLY), 1)
    let threads = (0..<channels).map { number in
      WorkerThread.start("channel-\(number)") { serve(seed: UInt64(number)) }
    }
    for thread in threads { thread.join() }
  }

  private func serve(seed: UInt64) {
    var random = Generator.fresh(seed)
    var client: UInt32 = 0
    while read(requests, &client, 4) == 4, Int(client) < replies.count {
      let start = Fixture.wallTime()
      Fixture.sleep(random.exponential(service))
      var spent = Fixture.wallTime() - start
      guard write(replies[Int(client)], &spent, 8) == 8 else { return }
    }
  }
}
