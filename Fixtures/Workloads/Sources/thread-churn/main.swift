import FixtureSupport
import Glibc
import Synchronization

let started = Atomic<Int>(0)
let used = Atomic<UInt64>(0)
let sink = Atomic<UInt64>(0)

@inline(never)
func shortLivedWork() -> UInt64 {
  let end = Fixture.threadTime() + 5_000_000
  var value: UInt64 = 1
  repeat { value = churn(2_000, value) } while Fixture.threadTime() < end
  return value
}

/// Names the calling thread; Glibc's own function for it is not visible to Swift.
func nameThread(_ name: String) {
  let descriptor = open("/proc/thread-self/comm", O_WRONLY)
  guard descriptor >= 0 else { return }
  _ = name.withCString { write(descriptor, $0, strlen($0)) }
  close(descriptor)
}

/// Starts a thread and returns its handle.
func startThread() -> pthread_t {
  var thread = pthread_t()
  let error = pthread_create(
    &thread, nil,
    { _ in
      nameThread("short-lived")
      started.add(1, ordering: .relaxed)
      sink.bitwiseXor(shortLivedWork(), ordering: .relaxed)
      used.add(Fixture.threadTime(), ordering: .relaxed)
      return nil
    }, nil)
  precondition(error == 0, "pthread_create failed")
  return thread
}

Fixture.begin(defaultSeconds: 10)
Fixture.ready()
while Fixture.isRunning {
  let threads = (0..<3).map { _ in startThread() }
  for thread in threads { pthread_join(thread, nil) }
}
Fixture.truth("\"threads\": \(started.load(ordering: .relaxed)), \"shortLivedWorkNanoseconds\": \(used.load(ordering: .relaxed))")
