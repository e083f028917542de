import Foundation
import Glibc
import Profiles
import Testing

/// `headroom report --serve` and `--open`.
@Suite("Pages for this machine") struct LocalPageTests {
  /// A folder with a profile, and the page that `report` makes of it.
  private static func profile() throws -> (scratch: Scratch, path: String, page: String) {
    var profile = Profile(sampleTypes: [.samples, .cpu], defaultSampleType: "cpu")
    profile.functions = [Function(name: "serveMe()")]
    profile.locations = [Location(mapping: nil, address: 1, lines: [Line(function: 0)])]
    profile.samples.append(stack: profile.stacks.intern([0]), labels: 0, values: [3, 30_000_000])
    let scratch = try Scratch()
    try Data(try ProfileFormat.pprof.encode(profile)).write(to: URL(fileURLWithPath: scratch.path("it.pb.gz")))
    let outcome = try Tool.run("report", scratch.path("it.pb.gz"), "-o", scratch.path("it.html"))
    try #require(outcome.status == 0, "\(outcome)")
    return (scratch, scratch.path("it.pb.gz"), scratch.text("it.html"))
  }

  /// A server that has said where it is.
  private static func serve(_ words: String...) throws -> (server: Running, port: UInt16) {
    let server = try Tool.start(Tool.headroom, ["report"] + words)
    try server.waitFor("http://127.0.0.1:")
    try server.waitFor("\n")
    let port = server.output.split(separator: ":").last.flatMap { UInt16($0.prefix { $0.isNumber }) }
    return (server, try #require(port))
  }

  private static func get(_ target: String, _ port: UInt16, host: String? = nil, method: String = "GET") throws -> String {
    try Socket(port: port).ask("\(method) \(target) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\nAccept: */*\r\n\r\n")
  }

  @Test("are served whole to who asks for them by address or by localhost, and Ctrl-C is a good end")
  func served() throws {
    let (scratch, path, page) = try Self.profile()
    let (server, port) = try Self.serve(path, "--serve")
    for host in ["127.0.0.1:\(port)", "LocalHost:\(port)"] {
      let answer = try Self.get("/", port, host: host)
      let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1).map(String.init)
      try #require(parts.count == 2, "\(answer.prefix(200))")
      #expect(parts[0].hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(parts[0].contains("\r\nContent-Length: \(page.utf8.count)\r\n"))
      #expect(parts[0].contains("\r\nContent-Type: text/html; charset=utf-8\r\n"))
      let isWhole = parts[1] == page
      #expect(isWhole)
    }
    let head = try Self.get("/", port, method: "HEAD")
    #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n") && head.contains("Content-Length: \(page.utf8.count)\r\n") && head.hasSuffix("\r\n\r\n"))
    #expect(server.output == "http://127.0.0.1:\(port)/\n")
    let outcome = server.stop(SIGINT)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.errors == "headroom: serving \(path) to this machine; Ctrl-C ends\n")
    withExtendedLifetime(scratch) {}
  }

  @Test("are fetched by curl", .needsProgram("curl"))
  func curl() throws {
    let (scratch, path, page) = try Self.profile()
    let (server, port) = try Self.serve(path, "--serve=0")
    let outcome = try Tool.runProgram("curl", "-sS", "-m", "10", "-w", "%{http_code}", "-o", scratch.path("fetched"), "http://localhost:\(port)/")
    #expect(outcome.status == 0 && outcome.output == "200", "\(outcome)")
    let isWhole = scratch.text("fetched") == page
    #expect(isWhole)
    #expect(server.stop().status == 0)
  }

  @Test("are not given to a page elsewhere that calls this machine by a name of its own")
  func rebinding() throws {
    let (scratch, path, _) = try Self.profile()
    let (server, port) = try Self.serve(path, "--serve")
    for host in ["evil.example:\(port)", "evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:\(port)", "", "0.0.0.0:\(port)"] {
      let answer = try Self.get("/", port, host: host)
      #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n") && !answer.contains("<html"), "\(host): \(answer.prefix(200))")
    }
    let headers = ["", "Host: 127.0.0.1:\(port)\r\nHost: evil.example\r\n", "Host: evil.example\r\nHost: 127.0.0.1:\(port)\r\n"]
    for header in headers {
      let answer = try Socket(port: port).ask("GET / HTTP/1.1\r\n\(header)\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n") && !answer.contains("<html"), "\(header): \(answer.prefix(200))")
    }
    #expect(server.stop().status == 0)
    withExtendedLifetime(scratch) {}
  }

  @Test("are all there is: other paths and other methods are not found")
  func onlyOne() throws {
    let (scratch, path, page) = try Self.profile()
    let (server, port) = try Self.serve(path, "--serve")
    for target in ["/index.html", "/it.pb.gz", "/../it.pb.gz", "/?", "//", "/%2e%2e/etc/passwd", "/favicon.ico", "http://127.0.0.1:\(port)/", "*"] {
      #expect(try Self.get(target, port).hasPrefix("HTTP/1.1 404 Not Found\r\n"), "\(target)")
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "get", "TRACE"] {
      let answer = try Self.get("/", port, method: method)
      #expect(answer.hasPrefix("HTTP/1.1 404 Not Found\r\n") && !answer.contains("<html"), "\(method)")
    }
    for request in ["nonsense\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\r\nnonsense\r\n\r\n", " / HTTP/1.1\r\n\r\n", "GET / FTP/1.0\n\n"] {
      #expect(try Socket(port: port).ask(request).hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(request)")
    }
    let long = try Socket(port: port).ask("GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 20_000))
    #expect(long.hasPrefix("HTTP/1.1 431 "), "\(long.prefix(100))")
    #expect(try Self.get("/", port).hasSuffix(page.suffix(100)))
    #expect(server.stop().status == 0)
    withExtendedLifetime(scratch) {}
  }

  @Test("reach a client while others are silent, slow, or gone")
  func others() throws {
    let (scratch, path, page) = try Self.profile()
    let (server, port) = try Self.serve(path, "--serve")
    let silent = try (0..<8).map { _ in try Socket(port: port) }
    let slow = try Socket(port: port)
    slow.send("GET / HTTP/1.1\r\nHost: 127.0.")
    for _ in 0..<8 { try Socket(port: port).send("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n") }
    #expect(try Self.get("/", port).hasSuffix(page.suffix(100)))
    let answer = try slow.ask("0.1:\(port)\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix(page.suffix(100)))
    withExtendedLifetime(silent) {}
    #expect(server.stop(SIGINT).status == 0)
    withExtendedLifetime(scratch) {}
  }

  @Test("are on the loopback interface and no other")
  func loopback() throws {
    let (scratch, path, _) = try Self.profile()
    let (server, port) = try Self.serve(path, "--serve")
    let hexadecimal = String(port, radix: 16, uppercase: true)
    let place = ":" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
    let tables = ["tcp", "tcp6"].map { (try? String(contentsOfFile: "/proc/\(server.processID)/net/\($0)", encoding: .utf8)) ?? "" }
    let rows: [[Substring]] = tables.joined().split(separator: "\n").map { $0.split(separator: " ") }
    // 0A is the state of a socket that listens.
    let listening = rows.filter { $0.count > 3 && $0[3] == "0A" && $0[1].hasSuffix(place) }.map { String($0[1]) }
    #expect(listening == ["0100007F" + place])
    #expect(server.stop().status == 0)
    withExtendedLifetime(scratch) {}
  }

  @Test("of a port that is taken, or is none, say so")
  func ports() throws {
    let (scratch, path, _) = try Self.profile()
    let (server, port) = try Self.serve(path, "--serve")
    let taken = try Tool.run("report", path, "--serve", "\(port)")
    expectOneLineError(taken, "cannot serve on port \(port): Address already in use", "another port")
    #expect(server.stop(SIGINT).status == 0)
    // The port is free again at once.
    let again = try Tool.start(Tool.headroom, ["report", "--serve", "\(port)", path])
    try again.waitFor("http://127.0.0.1:\(port)/\n")
    #expect(again.stop().status == 0)
    expectOneLineError(try Tool.run("report", path, "--serve=65536"), "--serve takes a whole number from 0 to 65535, not `65536`")
    expectOneLineError(try Tool.run("report", path, "--serve=x"), "--serve takes a whole number")
    expectOneLineError(try Tool.run("report", path, "--serve", "--json"), "--serve shows a page, so the format is html")
    expectOneLineError(try Tool.run("report", path, "--open", "--format", "text"), "--open shows a page, so the format is html")
    expectOneLineError(try Tool.run("report", path, "--open", "-o", "-"), "--open shows a page, which standard output cannot be")
    withExtendedLifetime(scratch) {}
  }

  // MARK: --open

  /// A browser that writes down what it is asked to open.
  private static func browser(in scratch: Scratch, status: Int = 0) throws -> String {
    let path = scratch.path("browser")
    try "#!/bin/sh\nfor word; do echo \"$word\"; done >> \(scratch.path("opened"))\nexit \(status)\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    chmod(path, 0o755)
    return path
  }

  private static func open(_ environment: [String], _ words: String...) throws -> Tool.Outcome {
    try Tool.start("/usr/bin/env", environment + [Tool.headroom, "report"] + words).finish()
  }

  @Test("are opened from a file that only their reader can read")
  func opened() throws {
    let (scratch, path, page) = try Self.profile()
    let outcome = try Self.open(["BROWSER=\(try Self.browser(in: scratch))", "TMPDIR=\(scratch.folder)"], path, "--open")
    #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome)")
    let address = scratch.text("opened").trimmingCharacters(in: .newlines)
    try #require(address.hasPrefix("file://\(scratch.folder)/headroom-report."), "\(address)")
    let file = String(address.dropFirst(7))
    #expect(outcome.errors == "headroom: opened \(file)\n")
    let isWhole = (try? String(contentsOfFile: file, encoding: .utf8)) == page
    #expect(isWhole)
    for (name, mode) in [(file, 0o600), (String(file.dropLast("/report.html".count)), 0o700)] {
      #expect((try FileManager.default.attributesOfItem(atPath: name))[.posixPermissions] as? Int == mode)
    }
  }

  @Test("are opened from the file given with -o, whose name may need escapes")
  func openedFile() throws {
    let (scratch, path, page) = try Self.profile()
    let file = scratch.path("a b#%é.html")
    let browser = "/no/such/browser:\(try Self.browser(in: scratch)) --new '%s' %s"
    let outcome = try Self.open(["BROWSER=\(browser)"], path, "--open", "-o", file)
    #expect(outcome.status == 0 && outcome.errors == "headroom: opened \(file)\n", "\(outcome)")
    let address = "file://\(scratch.folder)/a%20b%23%25%C3%A9.html"
    #expect(scratch.text("opened") == "--new\n'\(address)'\n\(address)\n")
    let isWhole = (try? String(contentsOfFile: file, encoding: .utf8)) == page
    #expect(isWhole)
  }

  @Test("without a browser stay in their file, and the error says which")
  func noBrowser() throws {
    let (scratch, path, _) = try Self.profile()
    let file = scratch.path("out.html")
    let none = try Self.open(["-u", "BROWSER", "PATH=/no/such"], path, "--open", "-o", file)
    expectOneLineError(none, "cannot open a browser: xdg-open is not installed", "open \(file) yourself", "BROWSER")
    #expect(FileManager.default.fileExists(atPath: file))
    let failing = try Self.open(["BROWSER=\(try Self.browser(in: scratch, status: 3))"], path, "--open", "-o", file)
    expectOneLineError(failing, "ended with status 3", "open \(file) yourself")
    let noFolder = try Self.open(["TMPDIR=/no/such", "BROWSER=true"], path, "--open")
    expectOneLineError(noFolder, "cannot make the folder /no/such/headroom-report.", "No such file", "-o")
  }

  @Test("that are served are opened by their address")
  func servedAndOpened() throws {
    let (scratch, path, _) = try Self.profile()
    let server = try Tool.start("/usr/bin/env", ["BROWSER=\(try Self.browser(in: scratch))", Tool.headroom, "report", path, "--serve", "--open"])
    try server.waitFor("/\n")
    for _ in 0..<500 where scratch.text("opened").isEmpty { usleep(20_000) }
    #expect(scratch.text("opened") == server.output)
    #expect(server.stop(SIGINT).status == 0)
  }

  @Test("of a result of scale are served and opened too")
  func scale() throws {
    let scratch = try Scratch()
    let table = Data("clients,rps\n1,100\n2,190\n3,272\n4,347\n6,480\n8,592\n12,774\n16,914\n".utf8)
    let made = try Tool.run("scale", "--from", "-", "--json", input: table)
    try made.output.write(toFile: scratch.path("result.json"), atomically: true, encoding: .utf8)
    let (server, port) = try Self.serve(scratch.folder, "--serve")
    let answer = try Self.get("/", port)
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.contains("914"))
    #expect(server.stop(SIGINT).status == 0)
    let outcome = try Self.open(["BROWSER=\(try Self.browser(in: scratch))", "TMPDIR=\(scratch.folder)"], scratch.folder, "--open")
    #expect(outcome.status == 0 && scratch.text("opened").hasSuffix("/report.html\n"), "\(outcome)")
  }
}

/// A connection to this machine.
private final class Socket {
  private let descriptor: Int32

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = port.bigEndian
    place.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard status == 0 else { throw TestFailure("nobody listens on port \(port)") }
  }

  deinit { close(descriptor) }

  func send(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  /// Sends `text` and returns all that comes until the other end closes.
  func ask(_ text: String) throws -> String {
    send(text)
    var answer: [UInt8] = []
    var space = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &space, space.count, 0)
      guard count >= 0 else { throw TestFailure("no answer to \(text.prefix(80)): \(String(cString: strerror(errno)))") }
      if count == 0 { return String(decoding: answer, as: UTF8.self) }
      answer += space[..<count]
    }
  }
}
