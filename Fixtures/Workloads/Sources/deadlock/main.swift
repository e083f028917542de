import FixtureSupport
import Glibc

Fixture.begin(defaultSeconds: 10)
let scene: any Deadlock = CommandLine.arguments.contains("--pool") ? PoolDeadlock() : LockDeadlock()
Window.open { scene.truth() }
scene.start()
// From the meeting to the wait it is a few instructions.
Fixture.sleep(200_000_000)
Fixture.ready()
Fixture.waitForEnd()
Window.finish { scene.truth() }
// Nothing that waits here will ever end.
exit(0)
