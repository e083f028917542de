import Foundation
import Profiles
import Statistics

@testable import Scaling

/// Runs of a simulated closed loop, of which every state and every culprit is known: `Fixtures/data/sim`.
struct SimulatedRuns {
  struct Simulation: Decodable {
    struct Run: Decodable {
      var repetition: Int
      var level: Int
      var requests: Double
      var seconds: Double
      /// Seconds per request by `state|stack`.
      var state: [String: Double]
      /// Seconds per request by `state:stack->culprit`.
      var culprit: [String: Double]

      enum CodingKeys: String, CodingKey {
        case repetition = "rep"
        case level = "N"
        case requests = "C"
        case seconds = "T"
        case state
        case culprit
      }
    }
    var params: [String: Double]
    var runs: [Run]
  }

  let simulation: Simulation

  init(_ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/data/sim/closed_loop.json")
    simulation = try JSONDecoder().decode([String: Simulation].self, from: Data(contentsOf: file))[name]!
  }

  /// An analysis of all runs.
  func analysis() -> ScaleAnalysis {
    var analysis = ScaleAnalysis()
    for (order, run) in simulation.runs.enumerated() {
      analysis.add { forest, resources in sums(run, order, &forest, &resources) }
    }
    return analysis
  }

  private func sums(_ run: Simulation.Run, _ order: Int, _ forest: inout CallForest, _ resources: inout ResourceTable) -> RunSums {
    var sums = RunSums(
      point: Run.Point(level: run.level), repetition: run.repetition, order: order, isClosing: false, requests: run.requests, seconds: run.seconds,
      load: LoadResult(),
      meters: Meters(), trust: Trust(), isCoarse: false)
    sums.meters.processors = Int(simulation.params["P"]!)
    for (key, seconds) in run.state.sorted(by: { $0.key < $1.key }) {
      let parts = key.split(separator: "|").map(String.init)
      let state: AccountState = ["cpu": .user, "io": .io, "lock": .lock, "runq": .runqueue][parts[0]]!
      let resource = state == .lock ? resources.index(of: ResourceTable.Resource(kind: .lock, name: "lock \(parts[1])")) : -1
      let node = forest.node(path: [ViewFrame(name: "request"), ViewFrame(name: parts[1])])
      let time = seconds * 1e9 * run.requests
      sums.cells.append(
        RunSums.Cell(
          key: CellKey(node: node, state: state, resource: resource), owner: RunSums.taskOwner, time: time, evidence: run.requests))
      if state.isRunning { sums.running += time }
    }
    for (key, seconds) in run.culprit.sorted(by: { $0.key < $1.key }) where key.hasPrefix("lock:") {
      let resource = resources.index(of: ResourceTable.Resource(kind: .lock, name: "lock \(key.dropFirst(5).prefix(1))"))
      let holder = forest.node(path: [ViewFrame(name: "request"), ViewFrame(name: String(key.suffix(1)))])
      sums.blame.append(RunSums.Blame(resource: resource, node: holder, time: seconds * 1e9 * run.requests))
      sums.resources[resource, default: ResourceSum()].wait += seconds * 1e9 * run.requests
    }
    return sums
  }
}
