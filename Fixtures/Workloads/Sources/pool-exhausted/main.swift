import FixtureSupport
import Glibc

Fixture.begin(defaultSeconds: 10)
let settings = Settings()
let blockers = (0..<settings.blockers).map { _ in Lane() }
let quick = (0..<settings.quick).map { _ in Lane() }
Window.open { truth(blockers, quick) }
Fixture.ready()
await withTaskGroup { group in
  for (number, lane) in blockers.enumerated() {
    group.addTask(name: "blocker-\(number)") { await blockAgainAndAgain(lane, settings) }
  }
  for (number, lane) in quick.enumerated() {
    group.addTask(name: "quick-\(number)") { await hopAgainAndAgain(lane) }
  }
}
Window.finish { truth(blockers, quick) }
exit(0)
