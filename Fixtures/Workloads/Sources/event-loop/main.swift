import FixtureSupport
import Glibc

// No end by itself, as servers do; the number of clients is what the load tool makes it.
Fixture.begin(defaultSeconds: 0)
// A client that goes away must not end the server.
signal(SIGPIPE, SIG_IGN)
let settings = Settings()
let lane = Lane()
Window.open { truth(lane) }
let listener = try Listener(port: UInt16(Fixture.number("--port") ?? 0))
let server = try Server(listener: listener, work: settings.work, lane: lane)
Fixture.say("listening on \(listener.port)")
Fixture.ready()
let meter = RequestMeter.start([lane])
server.run()
meter.finish()
Window.finish { truth(lane) }
