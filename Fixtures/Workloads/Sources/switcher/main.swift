import FixtureSupport

// Pairs of threads throw a byte to one another through pipes, at a set rate of context switches, while one more thread computes.
Fixture.begin(defaultSeconds: 10)
let settings = Settings()
let worker = SideWorker()
let pairs = (0..<settings.pairs).map { Pair(name: "ping-\($0)", turnsPerMillisecond: settings.turnsPerMillisecond) }
@Sendable func markBegin() {
  worker.markBegin()
  for pair in pairs { pair.markBegin() }
}
@Sendable func markEnd() {
  worker.markEnd()
  for pair in pairs { pair.markEnd() }
}
Window.open(didBegin: markBegin, didEnd: markEnd) { truth(pairs, worker) }
let threads = pairs.flatMap { $0.start() } + [WorkerThread.start("side") { worker.run() }]
Fixture.ready()
for thread in threads { thread.join() }
Window.finish(didEnd: markEnd) { truth(pairs, worker) }
