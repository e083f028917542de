import Foundation

/// `chromedriver` on a free port of this machine, ended with this process, however that ends.
enum DriverProcess {
  static let isInstalled = ["chromium", "chromedriver"].allSatisfy { name in
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
  }

  /// Starts the driver and gives back its port.
  ///
  /// A shell stands between: it reads from a pipe that nobody writes to. When this process is gone the pipe closes, and the shell ends the driver and
  /// its browsers, which are of its own process group.
  static func start() throws -> UInt16 {
    let process = Process()
    let (alive, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/setsid")
    process.arguments = ["--wait", "sh", "-c", "chromedriver --port=0 </dev/null & read -r _; kill -s KILL -- -$$"]
    process.standardInput = alive
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    keptAlive.append(alive)
    var said = Data()
    while true {
      var waiting = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 60_000) > 0 else { throw WebDriverError("chromedriver named no port within a minute") }
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw WebDriverError("chromedriver ended: \(String(decoding: said, as: UTF8.self))") }
      said.append(more)
      guard let line = String(decoding: said, as: UTF8.self).firstMatch(of: /on port (\d+)\./), let port = UInt16(line.1) else { continue }
      keptAlive.append(output)
      return port
    }
  }

  /// Pipes that must not close before this process ends; only the one start of the driver writes to it.
  nonisolated(unsafe) private static var keptAlive: [Pipe] = []
}
