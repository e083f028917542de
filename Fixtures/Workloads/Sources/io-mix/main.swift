import CEpoll
import FixtureSupport
import Glibc

Fixture.begin(defaultSeconds: 10)
let pipeline = Pipe(pause: Fixture.microseconds("--write-us", default: 2_000))
let bell = Bell()
let file = File(folder: Fixture.text("--folder") ?? "/var/tmp")
let sleeper = Lane()
Window.open { truth() }
let threads = [
  WorkerThread.start("reader") { pipeline.read() },
  WorkerThread.start("writer") { pipeline.write() },
  WorkerThread.start("filer") { file.run() },
  WorkerThread.start("sleeper") { sleepAgainAndAgain(sleeper) },
  WorkerThread.start("waiter") { bell.listen() },
  WorkerThread.start("signaller") { bell.ring() },
]
Fixture.ready()
let poller = epoll_create1(Int32(EPOLL_CLOEXEC))
while Fixture.isRunning { idle(poller) }
for thread in threads { thread.join() }
Window.finish { truth() }

/// The main thread has nothing to do, as that of a server without clients.
@inline(never)
func idle(_ poller: Int32) {
  var event = epoll_event()
  epoll_wait(poller, &event, 1, 50)
}

/// The life of the thread "sleeper".
@Sendable func sleepAgainAndAgain(_ lane: Lane) {
  lane.enter(.waiting)
  while Fixture.isRunning { sleepTenMilliseconds() }
  lane.enter(.off)
}

@inline(never)
func sleepTenMilliseconds() { Fixture.sleep(10_000_000) }

/// The members of the truth.
@Sendable func truth() -> String {
  Fixture.json([
    "pipeNanoseconds": pipeline.reader.time(.waiting), "fileNanoseconds": file.lane.time(.waiting),
    "sleepNanoseconds": sleeper.time(.waiting), "conditionNanoseconds": bell.waiter.time(.waiting),
    "writerPauseNanoseconds": pipeline.writer.time(.waiting), "reads": pipeline.reader.count(of: .turn), "fileWrites": file.lane.count(of: .turn),
    "signals": bell.waiter.count(of: .turn), "threads": ["reader", "writer", "filer", "sleeper", "waiter", "signaller"],
    "functions": ["readPipe", "pause", "writeFile", "sleepTenMilliseconds", "waitForCondition", "signalCondition"], "mainFunction": "idle",
  ])
}
