import FixtureSupport
import Glibc

/// A temporary file that is written to the disk again and again.
struct File: Sendable {
  let lane = Lane()
  private let path: String
  private let descriptor: Int32

  init(folder: String) {
    var template = Array("\(folder)/io-mix-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    precondition(descriptor >= 0, "mkstemp failed")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The life of the thread "filer".
  func run() {
    let block = [UInt8](repeating: 7, count: 65_536)
    while Fixture.isRunning {
      lane.enter(.waiting)
      writeFile(descriptor, block)
      lane.enter(.between)
      lane.count(.turn)
      // So that it does not take all of the disk's time from others on the machine.
      pauseBetweenWrites()
    }
    lane.enter(.off)
    close(descriptor)
    unlink(path)
  }
}

/// Writes a block at the beginning and waits until the disk has it.
@inline(never)
func writeFile(_ descriptor: Int32, _ block: [UInt8]) {
  _ = block.withUnsafeBytes { pwrite(descriptor, $0.baseAddress!, $0.count, 0) }
  fsync(descriptor)
}

@inline(never)
func pauseBetweenWrites() { Fixture.sleep(2_000_000) }
