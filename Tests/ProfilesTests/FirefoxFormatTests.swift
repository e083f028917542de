import Foundation
import Testing

@testable import Profiles

/// Files for <https://profiler.firefox.com>.
@Suite struct FirefoxFormatTests {
  private static let main = [Label("thread", "main"), Label("tid", 10)]
  private static let worker = [Label("thread", "worker \"1\""), Label("tid", 11)]

  @Test("Each thread is one track, the busiest first, whose weights are milliseconds of the default value")
  func threads() throws {
    var profile = profile([("m;a", 5_000_000), ("m;b", 9_500_001), ("m;a", 2)], labels: [Self.worker, Self.main, Self.worker])
    profile.environment.processID = 10
    profile.environment.target = "/srv/app/server"
    let file = try FirefoxFile(profile)
    #expect(file.violations == [])
    #expect(file.threads.map(\.name) == ["main", "worker \"1\""])
    #expect(file.threads.map(\.tid.number) == [10, 11])
    #expect(file.threads.map(\.isMainThread) == [true, false])
    #expect(file.threads.allSatisfy { $0.pid == "10" && $0.processName == "server" && $0.samples.weightType == "tracing-ms" })
    #expect(file.sums == ["m\u{1}a": 5.000002, "m\u{1}b": 9.500001])
    #expect(file.meta.product == "server")
  }

  @Test("Without times stacks follow one another as in the call tree, each as long as its time, and the file says so")
  func withoutTimes() throws {
    let file = try FirefoxFile(profile([("m;b", 3_000_000), ("m;a;x", 1_000_000), ("m;b", 4_000_000), ("m;a", 2_000_000), ("n", 1_000_000)]))
    #expect(file.violations == [])
    let samples = file.threads[0].samples
    #expect(samples.stack.map { $0.map { file.path($0).joined() } } == ["mb", "ma", "max", "n", nil])
    #expect(samples.time == [0, 7, 9, 10, 11])
    #expect(samples.weight == [7, 2, 1, 1, 0])
    #expect(samples.threadCPUDelta == nil)
    #expect(file.threads[0].markers.length == 0)
    #expect(file.meta.extra[0].entries.contains { $0.label == "Times" && $0.value.contains("--timeline") })
  }

  /// A sample of 10 ms that ended at `time` milliseconds.
  private func sample(_ time: Int64, _ labels: [Label]) -> [Label] {
    labels + [Label(Label.Key.timestamp, time * 1_000_000, unit: "nanoseconds")]
  }

  @Test("With times samples are where they happened, nothing is drawn in between, and tasks are intervals")
  func withTimes() throws {
    let one = Self.main + [Label("task", "one"), Label("task_id", 7)]
    let two = Self.main + [Label("task_id", 8)]
    var profile = profile(
      [("m;c", 10_000_000), ("m;a", 10_000_000), ("m;b", 10_000_000), ("m;a", 10_000_000)],
      labels: [sample(100, Self.main), sample(10, one), sample(20, one), sample(50, two)])
    profile.duration = 120_000_000
    let file = try FirefoxFile(profile)
    #expect(file.violations == [])
    let samples = file.threads[0].samples
    #expect(samples.stack.map { $0.map { file.path($0).joined() } } == ["ma", "mb", nil, "ma", nil, "mc", nil])
    #expect(samples.time == [0, 10, 20, 40, 50, 90, 100])
    #expect(samples.weight == [10, 10, 0, 10, 0, 10, 0])
    #expect(samples.threadCPUDelta == [0, 10_000_000, 10_000_000, 0, 10_000_000, 0, 10_000_000])
    let markers = file.threads[0].markers
    #expect(markers.data.map(\.task) == ["one", "task 8"] && markers.data.map(\.id) == [7, 8])
    #expect(markers.startTime == [0, 40] && markers.endTime == [20, 50])
    #expect(markers.name.allSatisfy { file.shared.stringArray[$0] == "Task" })
    #expect(file.meta.extra[0].entries.contains { $0.label == "Times" && $0.value == "recorded" })
  }

  @Test("Time without a place in a recording with times stands at its thread's end, and the file says so")
  func partlyTimed() throws {
    let worker = Self.worker + [Label("task", "one")]
    let profile = profile(
      [("m;x", 2_000_000), ("m;a", 10_000_000), ("n", 3_000_000), ("m;b", 5_000_000)],
      labels: [Self.main, sample(10, Self.main), worker, sample(40, Self.main)])
    let file = try FirefoxFile(profile)
    #expect(file.violations == [])
    #expect(file.threads[0].samples.stack.map { $0.map { file.path($0).joined() } } == ["ma", nil, "mb", "mx", nil])
    #expect(file.threads[0].samples.time == [0, 10, 35, 40, 42])
    #expect(file.threads[1].samples.time == [0, 3])
    #expect(file.meta.extra[0].entries.contains { $0.label == "Times" && $0.value.contains("5 ms that were counted but never sampled") })
    // Where most of the time has no place, none has.
    let few = try FirefoxFile(Self.few)
    #expect(few.meta.extra[0].entries.contains { $0.value.contains("--timeline") })
  }

  private static let few = profile([("a", 3), ("b", 2)], labels: [[], [Label("timestamp", 1)]])

  @Test("Inlined functions share an address and count up, async callers and kinds are categories, images are libraries")
  func frames() throws {
    var profile = Profile(sampleTypes: [.samples, .cpu], defaultSampleType: "cpu")
    let id = "510d0a5c19eadf8043f203b4525be9be3dcb9554"
    profile.mappings = [Mapping(start: 0x1000, limit: 0x2000, fileOffset: 0x400, path: "/srv/server", buildID: id)]
    let kinds: [FunctionKind] = [.ordinary, .ordinary, .kernel, .scheduler, .thunk, .marker]
    profile.functions = kinds.enumerated().map { Function(name: "f\($0)", file: $0 == 0 ? "/src/f.swift" : "", startLine: 9 * $0, kind: $1) }
    profile.locations = [
      Location(mapping: 0, address: 0x1010, lines: [Line(function: 1, line: 5, column: 3), Line(function: 0, line: 2)]),
      Location(mapping: 0, address: 0x1020, lines: [Line(function: 0)], isAsync: true),
      Location(mapping: nil, address: .max, lines: [Line(function: 2)]), Location(mapping: nil, address: 0, lines: [Line(function: 3)]),
      Location(mapping: nil, address: 0, lines: [Line(function: 4)]), Location(mapping: nil, address: 0, lines: [Line(function: 5)]),
      Location(mapping: 0, address: 0x1030),
    ]
    profile.samples.append(stack: profile.stacks.intern([6, 5, 4, 3, 2, 0, 1]), labels: 0, values: [1, 1])
    let file = try FirefoxFile(profile)
    #expect(file.violations == [])
    let stack = try #require(file.threads[0].samples.stack[0])
    #expect(file.path(stack) == ["f0", "f0", "f1", "f2", "f3", "f4", "f5", "[server]"])
    let table = file.shared.frameTable
    let frames = file.frames(stack)
    #expect(frames.map { table.inlineDepth[$0] } == [0, 0, 1, 0, 0, 0, 0, 0])
    #expect(frames.map { table.address[$0] } == [0x420, 0x410, 0x410, -1, -1, -1, -1, 0x430])
    #expect(frames.map { table.nativeSymbol[$0] } == [0, 0, 0, nil, nil, nil, nil, nil])
    #expect(file.shared.nativeSymbols.address == [0x410] && file.shared.stringArray[file.shared.nativeSymbols.name[0]] == "f0")
    let names = ["Async caller", "Program", "Program", "Kernel", "Task scheduler", "Thunk", "Other", "Other"]
    #expect(frames.map { file.meta.categories[table.category[$0]].name } == names)
    #expect(frames.map { table.line[$0] } == [nil, 2, 5, nil, nil, nil, nil, nil])
    #expect(frames.map { table.column[$0] } == [nil, nil, 3, nil, nil, nil, nil, nil])
    #expect(file.libs.map(\.name) == ["server"] && file.libs[0].codeId == id)
    #expect(file.libs[0].breakpadId == "5C0A0D51EA1980DF43F203B4525BE9BE0")
    let functions = file.shared.funcTable
    #expect(frames.map { functions.resource[table.func[$0]] } == [0, 0, 0, -1, -1, -1, -1, 0])
    let source = try #require(functions.source[table.func[frames[0]]])
    #expect(file.shared.stringArray[file.shared.sources.filename[source]] == "/src/f.swift")
    #expect(functions.lineNumber[table.func[frames[2]]] == 9)
  }

  @Test("Any profile makes a file without violations whose sums are the profile's", arguments: 0..<60)
  func random(seed: UInt64) throws {
    let profile = RandomProfile.make(seed: seed)
    for type in profile.sampleTypes.indices {
      let file = try FirefoxFile(profile, sampleType: type)
      #expect(file.violations == [])
      let unit = FirefoxUnit(profile, type)
      var expected: [String: Double] = [:]
      var magnitudes: [String: Double] = [:]
      for sample in 0..<profile.samples.count where profile.samples.value(type, of: sample) != 0 {
        var names = profile.stacks[Int(profile.samples.stacks[sample])].reversed().flatMap { location -> [String] in
          let location = profile.locations[Int(location)]
          let path = location.mapping.map { profile.mappings[$0].path } ?? ""
          if location.lines.isEmpty { return [ViewFrame.unresolvedName(path: path)] }
          return location.lines.reversed().map { FrameIndex.name(of: profile.functions[$0.function], ViewOptions()) }
        }
        if names.isEmpty { names = ["[unknown]"] }
        let value = Double(profile.samples.value(type, of: sample)) * scale(unit)
        expected[names.joined(separator: "\u{1}"), default: 0] += value
        magnitudes[names.joined(separator: "\u{1}"), default: 0] += abs(value)
      }
      let sums = file.sums
      for (path, sum) in expected {
        let magnitude = magnitudes[path] ?? 0
        // Beyond 64 bits there is no sum.
        if magnitude < 9e18 * scale(unit) { #expect(abs((sums[path] ?? 0) - sum) <= magnitude * 1e-9, "\(path)") }
      }
      #expect(Set(sums.keys) == Set(expected.keys))
    }
  }

  private func scale(_ unit: FirefoxUnit) -> Double { unit.nanoseconds > 0 ? Double(unit.nanoseconds) / 1e6 : 1 }

  @Test("An empty profile is a file with one thread and nothing in it")
  func empty() throws {
    for profile in [Profile(sampleTypes: []), Profile(sampleTypes: [.cpu]), profile([("a", 0)])] {
      let file = try FirefoxFile(profile)
      #expect(file.violations == [])
      #expect(file.threads.count == 1 && file.threads[0].samples.stack == [nil] && file.threads[0].samples.weight == [0])
    }
  }

  @Test("Names with quotes, markup, control characters or 10 000 letters stay what they are")
  func hostile() throws {
    let names = ["</script><b>", "a\u{1}\n\"\\ é 🦀", "\u{202e}rtl", String(repeating: "x", count: 10_000), "__proto__"]
    let labels = [Label("thread", "</script>\u{0}\"\\"), Label("task", "\u{202e}<img>"), Label("timestamp", 1_000_000)]
    let file = try FirefoxFile(profile([(names.joined(separator: ";"), 1_000_000)], labels: [labels]))
    #expect(file.violations == [])
    let stack = try #require(file.threads[0].samples.stack.compactMap(\.self).first)
    #expect(file.path(stack) == names)
    #expect(file.threads[0].name == "</script>\u{0}\"\\")
    #expect(file.threads[0].markers.data[0].task == "\u{202e}<img>")
  }

  @Test("Counts and bytes keep their unit")
  func units() throws {
    let types = [ValueType.samples, ValueType(type: "alloc", unit: "bytes"), ValueType(type: "wall", unit: "microseconds")]
    var profile = Profile(sampleTypes: types)
    profile.environment.frequency = 100
    profile.functions = [Function(name: "a")]
    profile.locations = [Location(mapping: nil, address: 0, lines: [Line(function: 0)])]
    profile.samples.append(stack: profile.stacks.intern([0]), labels: 0, values: [3, 4096, 2500])
    let files = try types.indices.map { try FirefoxFile(profile, sampleType: $0) }
    #expect(files.map { $0.threads[0].samples.weightType } == ["samples", "bytes", "tracing-ms"])
    #expect(files.map { $0.threads[0].samples.weight[0] } == [3, 4096, 2.5])
    #expect(files.map { $0.threads[0].samples.time[1] } == [30, 10, 2.5])
    #expect(files[0].meta.interval == 10)
  }

  @Test("Processes are told apart by the pid of their samples")
  func processes() throws {
    func labels(_ process: Int64) -> [Label] { [Label("thread", "main"), Label("tid", process), Label("pid", process)] }
    let file = try FirefoxFile(profile([("a", 2), ("a", 1)], labels: [labels(5), labels(6)]))
    #expect(file.violations == [])
    #expect(file.threads.map(\.pid) == ["5", "6"])
    #expect(file.threads.map(\.processName) == ["program 5", "program 6"])
    #expect(file.threads.map(\.isMainThread) == [true, true])
  }

  @Test("A profile of 100 000 stacks keeps its sum, and shared callers are stored once")
  func large() throws {
    let synthetic = SyntheticProfile.make(samples: 200_000, stacks: 100_000)
    let bytes = try ProfileFormat.firefox.encode(synthetic)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let threads = try #require(object["threads"] as? [[String: Any]])
    let weights = threads.flatMap { ($0["samples"] as? [String: Any])?["weight"] as? [Double] ?? [] }
    #expect(abs(weights.reduce(0, +) - Double(synthetic.total(ofSampleType: "cpu")) / 1e6) < 1)
    let stacks = (object["shared"] as? [String: Any])?["stackTable"] as? [String: Any]
    let nodes = try #require(stacks?["length"] as? Int)
    #expect(nodes > 100_000 && nodes < synthetic.stacks.frameCount)
  }
}
