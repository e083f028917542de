/// Clients of which each begins its next request when its last is done: `--clients N`, and as many lanes.
///
/// While they work, the thread `meter` prints how many requests are done.
public struct ClosedLoop: Sendable {
  public let lanes: [Lane]

  /// Reads the command line; must come before any other thread is started.
  public init(defaultClients: Int = 4, defaultSeconds: Double = 10) {
    Fixture.begin(defaultSeconds: defaultSeconds)
    lanes = (0..<max(1, Int(Fixture.number("--clients") ?? Double(defaultClients)))).map { _ in Lane() }
  }

  /// Runs each client on a thread `client-i` and prints the truth when the last has ended.
  public func runThreads(truth: @escaping @Sendable ([Lane]) -> String, _ life: @escaping @Sendable (_ number: Int, Lane) -> Void) {
    open(truth)
    let threads = lanes.enumerated().map { number, lane in
      WorkerThread.start("client-\(number)") { life(number, lane) }
    }
    let meter = begin()
    for thread in threads { thread.join() }
    end(meter, truth)
  }

  /// Runs each client in a task `client-i` and prints the truth when the last has ended.
  public func runTasks(truth: @escaping @Sendable ([Lane]) -> String, _ life: @escaping @Sendable (_ number: Int, Lane) async -> Void) async {
    open(truth)
    let meter = begin()
    await withTaskGroup { group in
      for (number, lane) in lanes.enumerated() {
        group.addTask(name: "client-\(number)") { await life(number, lane) }
      }
    }
    end(meter, truth)
  }

  private func open(_ truth: @escaping @Sendable ([Lane]) -> String) {
    Window.open { [lanes] in members(truth, lanes) }
  }

  private func begin() -> RequestMeter {
    Fixture.ready()
    return RequestMeter.start(lanes)
  }

  private func end(_ meter: RequestMeter, _ truth: ([Lane]) -> String) {
    meter.finish()
    Window.finish { members(truth, lanes) }
  }
}

/// What every truth about a closed loop has, and the fixture's own.
private func members(_ truth: ([Lane]) -> String, _ lanes: [Lane]) -> String {
  let common = Fixture.json([
    "requests": lanes.served, "clients": lanes.count, "cores": Fixture.cores, "clientNanoseconds": lanes.lifetime,
  ])
  return "\(common), \(truth(lanes))"
}
