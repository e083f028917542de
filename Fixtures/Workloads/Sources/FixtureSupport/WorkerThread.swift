import Glibc
import Synchronization

/// A thread with a name, as a profiler sees it.
public struct WorkerThread: Sendable {
  private let handle: pthread_t

  /// Starts a thread; returns when it has its name.
  @discardableResult
  public static func start(_ name: String, _ body: @escaping @Sendable () -> Void) -> WorkerThread {
    let start = Start(name: name, body: body)
    var handle = pthread_t()
    let error = pthread_create(
      &handle, nil,
      { pointer in
        let start = Unmanaged<Start>.fromOpaque(pointer!).takeRetainedValue()
        WorkerThread.setName(start.name)
        start.isNamed.store(true, ordering: .releasing)
        start.body()
        return nil
      }, Unmanaged.passRetained(start).toOpaque())
    precondition(error == 0, "pthread_create failed")
    while !start.isNamed.load(ordering: .acquiring) { Fixture.sleep(50_000) }
    return WorkerThread(handle: handle)
  }

  /// Waits for the end of the thread.
  public func join() { pthread_join(handle, nil) }

  /// The kernel's number of the calling thread; Glibc's own function for it is not visible to Swift.
  public static var currentNumber: Int32 {
    var target = [CChar](repeating: 0, count: 64)
    let count = readlink("/proc/thread-self", &target, target.count - 1)
    let path = String(decoding: target[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").last.flatMap { Int32($0) } ?? 0
  }

  /// Names the calling thread; Glibc's own function for it is not visible to Swift.
  private static func setName(_ name: String) {
    let descriptor = open("/proc/thread-self/comm", O_WRONLY)
    guard descriptor >= 0 else { return }
    _ = name.withCString { write(descriptor, $0, strlen($0)) }
    close(descriptor)
  }

  /// What a new thread is told.
  private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void
    let isNamed = Atomic<Bool>(false)

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }
}
