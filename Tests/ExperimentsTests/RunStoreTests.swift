import Foundation
import Profiles
import Statistics
import Testing

@testable import Experiments

@Suite("The folder of an experiment")
struct RunStoreTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.path + "/result" }

  private var plan: ExperimentPlan {
    var plan = ExperimentPlan()
    plan.command = ["/bin/sh", "-c", "{N}"]
    plan.load = "wrk -c{N} http://x/"
    plan.levels = [1, 2]
    plan.sizes = [1000, 2500.5]
    plan.readiness = .line("up|ready")
    plan.seed = 1 << 53
    return plan
  }

  private func run(_ order: Int, window: Int? = nil) -> Run {
    var profile = Profile(sampleTypes: [.samples, .cpu], defaultSampleType: "cpu")
    profile.startTime = Int64(order + 1)
    profile.environment.target = "server"
    profile.environment.requests = 100
    var run = Run(point: Run.Point(level: 2, size: 2500.5, window: window), repetition: 3, requests: 100.25, seconds: 4.5, profile: profile)
    run.order = order
    run.isClosing = order == 7
    run.load.source = "wrk2"
    run.load.meanResponse = 0.0125
    run.load.errors = 2
    run.load.percentiles = [50: 0.01, 99.9: 0.2]
    run.load.isOpenLoop = true
    run.load.warmup = 1.5
    run.load.isSteady = false
    run.load.thinkTime = 0.25
    run.meters.processors = 4
    run.meters.targetCPU = 1e9
    run.meters.generatorCPU = 2e9
    run.meters.generatorBusiestThread = 0.5
    run.meters.otherCPU = 3
    run.meters.recorderCPU = 4
    run.meters.steal = 5
    run.meters.residentBytes = 6
    run.meters.heapBytes = 7
    run.meters.isPinned = true
    run.meters.instructions = 8
    return run
  }

  @Test("gives back every run as it was, with its profile, and the plan")
  func roundTrip() throws {
    var store = try RunStore.create(path, plan, toolVersion: "1")
    let runs = [run(0), run(7), run(3, window: 0), run(3, window: 1)]
    for run in runs { try store.add(run) }
    try store.add(RunFailure(planned: plan.schedule[1], error: ExperimentError(.target, "it died", remedy: "look why")))
    let read = try RunStore.open(path)
    #expect(read.plan == plan)
    #expect(read.toolVersion == "1")
    #expect(read.date > 1.7e9)
    #expect(read.finishedOrders == [0, 3, 7])
    #expect(read.failures.count == 1 && read.failures[0].hasSuffix("it died; look why"))
    var found: [Run] = []
    try read.forEachRun { found.append($0) }
    #expect(found.count == runs.count)
    for (run, back) in zip(runs, found) {
      #expect(back.point == run.point && back.repetition == run.repetition && back.order == run.order && back.isClosing == run.isClosing)
      #expect(back.requests == run.requests && back.seconds == run.seconds)
      #expect(back.load == run.load)
      #expect(back.meters == run.meters)
      #expect(back.profile.environment == run.profile.environment && back.profile.startTime == run.profile.startTime)
    }
  }

  @Test("that holds an experiment is not written over")
  func kept() throws {
    var store = try RunStore.create(path, plan, toolVersion: "1")
    try store.add(run(0))
    let error = #expect(throws: ExperimentError.self) { try RunStore.create(path, plan, toolVersion: "1") }
    #expect(error?.remedy.contains("--resume") == true)
    #expect(try RunStore.open(path).runCount == 1)
  }

  @Test("can be gone on with by the same plan, whose seed it keeps, and by no other")
  func resume() throws {
    var store = try RunStore.create(path, plan, toolVersion: "1")
    try store.add(run(0))
    try store.add(RunFailure(planned: plan.schedule[1], error: ExperimentError(.target, "it died")))
    var again = plan
    again.seed = 3
    let resumed = try RunStore.resume(path, again)
    #expect(resumed.plan == plan)
    #expect(resumed.finishedOrders == [0])
    #expect(resumed.failures.isEmpty)
    again.repetitions = 9
    let error = #expect(throws: ExperimentError.self) { try RunStore.resume(path, again) }
    #expect(error?.message.contains("its repetitions are 5, not 9") == true)
  }

  @Test("goes away when nothing came of it, and stays when something did")
  func empty() throws {
    try RunStore.create(path, plan, toolVersion: "1").removeIfEmpty()
    #expect(!FileManager.default.fileExists(atPath: path))
    var store = try RunStore.create(path, plan, toolVersion: "1")
    try store.add(run(0))
    store.removeIfEmpty()
    #expect(RunStore.exists(path))
  }

  @Test("that is not there or cannot be made says so")
  func missing() {
    for work in [{ _ = try RunStore.open("/nowhere/at/all") }, { _ = try RunStore.create("/nowhere/at/all", plan, toolVersion: "1") }] {
      let error = #expect(throws: ExperimentError.self, performing: work)
      #expect(error?.code == .store && error?.remedy.isEmpty == false)
    }
  }

  @Test(
    "whose index is damaged is refused in one line",
    arguments: [
      "", "{", "[]", "{}", "{\"schema\": \"x\"}", "{\"schema\": 1}", "{\"schema\": 2}",
      "{\"schema\": 1, \"toolVersion\": \"1\", \"dateSeconds\": 0, \"plan\": 3}",
    ])
  func damagedIndex(text: String) throws {
    _ = try RunStore.create(path, plan, toolVersion: "1")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/runs.json"))
    let error = #expect(throws: ExperimentError.self) { try RunStore.open(path) }
    #expect(error?.code == .store)
    #expect(error?.description.contains("\n") == false)
  }

  @Test("with an index cut off or changed anywhere is read or refused, never worse")
  func changedIndex() throws {
    var store = try RunStore.create(path, plan, toolVersion: "1")
    try store.add(run(0))
    let index = path + "/runs.json"
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: index)))
    var random = SplitMix64(seed: 1)
    for round in 0..<150 {
      var copy = round % 2 == 0 ? Array(bytes.prefix(round * bytes.count / 150)) : bytes
      if round % 2 == 1 { copy[Int.random(in: copy.indices, using: &random)] = UInt8.random(in: 0...255, using: &random) }
      try Data(copy).write(to: URL(fileURLWithPath: index))
      do { try RunStore.open(path).forEachRun { #expect($0.requests >= 0) } } catch { #expect(error is ExperimentError) }
    }
  }

  @Test("with a profile that is missing or damaged names its file")
  func damagedProfile() throws {
    var store = try RunStore.create(path, plan, toolVersion: "1")
    try store.add(run(12))
    let profile = path + "/runs/012.pb.gz"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: profile))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: profile))
    let damaged = #expect(throws: ExperimentError.self) { try RunStore.open(path).forEachRun { _ in } }
    #expect(damaged?.message.contains("runs/012.pb.gz") == true)
    try FileManager.default.removeItem(atPath: profile)
    let missing = #expect(throws: ExperimentError.self) { try RunStore.open(path).forEachRun { _ in } }
    #expect(missing?.message.contains("runs/012.pb.gz") == true)
  }
}

/// A folder for the files of one test; removed with it.
final class TemporaryFolder {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.path + "/headroom-experiments-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
