import Foundation
import Profiles

/// Whether the states of every thread add up to its wall time.
enum ClosurePart {
  static func run(_ table: inout Table) throws {
    for fixture in ["locked", "actor-queue", "thread-churn"] {
      let result = try Recording.launch([fixture, "--seconds", "8"], frequency: 99)
      let account = WaitAccount(result.profile)
      var peer: [String] = []
      func compare(_ what: String, _ measured: Double, _ name: String) {
        guard let truth = (result.truth[name] as? NSNumber)?.doubleValue, truth > 0 else { return }
        peer.append("\(what) \((measured / truth - 1).percent)")
      }
      compare("CPU time", account.total(["cpu"]), "cpuNanoseconds")
      compare("time of workers", account.total(["cpu", "wait"]) { $0.label(Label.Key.thread)?.hasPrefix("worker-") == true }, "wallNanoseconds")
      if fixture != "locked" { peer = Array(peer.prefix(1)) }
      let text = peer.isEmpty ? "" : "from the fixture's own clocks: " + peer.joined(separator: ", ")
      add(fixture, result.profile.environment.trust, peer: text, &table)
    }
    let server = try Load.startServer()
    defer { server.stop() }
    let load = try Load.start(server)
    defer { load.stop() }
    try add("http-server", Recording.attach(server.processID, collector: "bpf", frequency: 99, seconds: 8).environment.trust, &table)
  }

  private static func add(_ fixture: String, _ trust: Trust, peer: String = "", _ table: inout Table) {
    let error = Double(trust.closureError) / 1e6
    let all = trust.wall > 0 ? Double(trust.accounted) / Double(trust.wall) - 1 : 0
    table.add(
      "closure, \(fixture): largest difference of a thread's states from its wall time", bar: "≤ 0.50 %",
      measured: "\(error.percent); all threads \(all.percent) of \((Double(trust.wall) / 1e9).rounded(decimals: 1)) s",
      isMet: trust.wall > 0 && error <= 0.005, peer: peer)
  }
}

/// Lost samples at 999 Hz on busy processors.
enum LostPart {
  static let seconds = 60

  static func run(_ table: inout Table) throws {
    let profile = try Recording.launch(["run-queue", "--threads", "\(Meter.cores)", "--seconds", "\(seconds)"], frequency: 999).profile
    let trust = profile.environment.trust
    let cpu = Double(profile.total(ofSampleType: ValueType.cpu.type)) / 1e9
    table.add(
      "lost at 999 Hz, \(Meter.cores) busy threads, \(seconds) s", bar: "0",
      measured: "\(trust.lost) of \(trust.samples) (\(trust.truncated) cut short; \(cpu.rounded(decimals: 1)) CPU s)",
      isMet: trust.lost == 0 && trust.samples > 0)
  }
}
