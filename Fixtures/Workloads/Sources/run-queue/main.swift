import FixtureSupport

Fixture.begin(defaultSeconds: 10)
let spinners = (0..<Int(Fixture.number("--threads") ?? Double(4 * Fixture.cores))).map { Spinner(name: "spinner-\($0)") }
@Sendable func markBegin() { for spinner in spinners { spinner.markBegin() } }
@Sendable func markEnd() { for spinner in spinners { spinner.markEnd() } }
Window.open(didBegin: markBegin, didEnd: markEnd) { truth(spinners) }
let threads = spinners.map { spinner in WorkerThread.start(spinner.name) { spinner.run() } }
Fixture.ready()
for thread in threads { thread.join() }
Window.finish(didEnd: markEnd) { truth(spinners) }
