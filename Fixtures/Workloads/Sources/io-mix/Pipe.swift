import FixtureSupport
import Glibc

extension Lane.State {
  /// In the function whose time is told.
  static var waiting: Self { .init(1) }
  static var between: Self { .init(2) }
}

extension Lane.Event {
  static var turn: Self { .init(0) }
}

/// One thread reads what another writes from time to time.
final class Pipe: Sendable {
  let reader = Lane()
  let writer = Lane()
  private let ends: [Int32]
  private let pauseNanoseconds: UInt64

  init(pause: UInt64) {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "pipe failed")
    self.ends = ends
    pauseNanoseconds = pause
  }

  /// The life of the thread "reader": until the writer closes its end.
  func read() {
    repeat {
      reader.enter(.waiting)
      let count = readPipe(ends[0])
      reader.enter(.between)
      guard count > 0 else { break }
      reader.count(.turn)
    } while true
    reader.enter(.off)
  }

  /// The life of the thread "writer".
  func write() {
    while Fixture.isRunning {
      writer.enter(.waiting)
      pause(pauseNanoseconds)
      writer.enter(.between)
      writePipe(ends[1])
    }
    writer.enter(.off)
    close(ends[1])
  }
}

@inline(never)
func readPipe(_ descriptor: Int32) -> Int {
  var byte: UInt8 = 0
  return read(descriptor, &byte, 1)
}

@inline(never)
func writePipe(_ descriptor: Int32) {
  var byte: UInt8 = 1
  _ = write(descriptor, &byte, 1)
}

@inline(never)
func pause(_ nanoseconds: UInt64) { Fixture.sleep(nanoseconds) }
