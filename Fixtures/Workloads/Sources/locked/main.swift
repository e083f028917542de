import FixtureSupport

Fixture.begin(defaultSeconds: 10)
let settings = Settings()
let lanes = (0..<settings.threads).map { _ in Lane() }
Window.open { truth(lanes) }
let threads = lanes.enumerated().map { number, lane in
  WorkerThread.start("worker-\(number)") { work(lane, settings) }
}
Fixture.ready()
for thread in threads { thread.join() }
Window.finish { truth(lanes) }
