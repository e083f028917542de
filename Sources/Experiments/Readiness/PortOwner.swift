import Images

/// Who listens at a port.
enum PortOwner {
  /// The process that listens at a TCP port of this machine, as `name (process 42)`; nil when nobody does.
  static func describe(port: Int) -> String? {
    let inodes = Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap { listeners(ProcFile.text($0), port: port) })
    guard !inodes.isEmpty else { return nil }
    let links = Set(inodes.map { "socket:[\($0)]" })
    for processID in ProcFile.numbers(in: "/proc") {
      let holds = ProcFile.numbers(in: "/proc/\(processID)/fd").contains { links.contains(ProcFile.link("/proc/\(processID)/fd/\($0)")) }
      if holds { return "\(ProcFile.line("/proc/\(processID)/comm")) (process \(processID))" }
    }
    return "another process"
  }

  /// Inodes of the sockets that listen at the port, from the text of /proc/net/tcp.
  static func listeners(_ text: String, port: Int) -> [String] {
    text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: " ")
      // `sl local_address rem_address st … inode`: state 0A is LISTEN.
      guard fields.count > 9, fields[3] == "0A", let text = fields[1].split(separator: ":").last, Int(text, radix: 16) == port else { return nil }
      return String(fields[9])
    }
  }
}
