import FixtureSupport
import Glibc

Fixture.begin(defaultSeconds: 10)
let settings = Settings()
let lanes = (0..<settings.clients).map { _ in Lane() }
Window.open { truth(lanes) }
let account = Account(hold: settings.hold)
Fixture.ready()
await withTaskGroup { group in
  for (number, lane) in lanes.enumerated() {
    group.addTask(name: "client-\(number)") { await useAccount(account, lane, settings) }
  }
}
Window.finish { truth(lanes) }
exit(0)
