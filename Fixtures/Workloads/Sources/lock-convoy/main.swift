import FixtureSupport

Fixture.begin(defaultSeconds: 10)
let convoy = Convoy()
Window.open { convoy.truth() }
let threads = [
  WorkerThread.start("a") { convoy.repeatedly(convoy.owner, pause: 500_000) { holdBothLocks(convoy) } },
  WorkerThread.start("b") { convoy.repeatedly(convoy.culprit, pause: 1_000_000) { holdSecondLock(convoy) } },
  WorkerThread.start("c-1") { convoy.repeatedly(convoy.victims[0], pause: 300_000) { waitForFirst(convoy, 0) } },
  WorkerThread.start("c-2") { convoy.repeatedly(convoy.victims[1], pause: 300_000) { waitForFirst(convoy, 1) } },
]
Fixture.ready()
for thread in threads { thread.join() }
Window.finish { convoy.truth() }
