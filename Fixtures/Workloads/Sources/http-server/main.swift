import FixtureSupport
import Glibc

Fixture.begin(defaultSeconds: 0)
// A client that goes away must not end the server.
signal(SIGPIPE, SIG_IGN)
let listener = try Listener(port: UInt16(Fixture.number("--port") ?? 8080))
let poller = try Poller()
Fixture.say("listening on \(listener.port)")
Fixture.ready()

// Accepts and waits on its own thread; every connection is a task on the shared pool.
let acceptor = Task.detached(name: "accept") {
  while let descriptor = await accept() {
    Task.detached(name: "connection") { await serve(Connection(descriptor: descriptor, poller: poller)) }
  }
}

/// The next connection; nil at the end.
func accept() async -> Int32? {
  while Fixture.isRunning {
    if let descriptor = listener.accept() { return descriptor }
    await poller.readable(listener.descriptor)
  }
  return nil
}

/// Answers the requests of one connection until it ends.
@Sendable func serve(_ connection: Connection) async {
  while let request = await connection.nextRequest() {
    let response = await Router.respond(to: request)
    guard await connection.send(response) else { break }
  }
  connection.close()
}

poller.run(while: { Fixture.isRunning })
let counts = Router.counts.all
Fixture.truth(
  "\"plaintext\": \(counts[0]), \"json\": \(counts[1]), \"locked\": \(counts[2]), \"sum\": \(counts[3]), "
    + "\"cpuNanoseconds\": \(Fixture.processTime())")
exit(0)
