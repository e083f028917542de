import Foundation
import Testing

@testable import Profiles

/// A file for the Firefox Profiler as its documentation describes version 66 of the format, read without the code under test.
///
/// Source: `src/types/profile.ts` of <https://github.com/firefox-devtools/profiler>, less what `docs-developer/CHANGELOG-formats.md` says of 70.
struct FirefoxFile: Decodable {
  struct Meta: Decodable {
    struct Category: Decodable {
      var name: String
      var color: String
      var subcategories: [String]
    }
    struct Units: Decodable { var time, eventDelay, threadCPUDelta: String }
    struct Section: Decodable {
      struct Entry: Decodable { var label, format, value: String }
      var label: String
      var entries: [Entry]
    }
    struct Schema: Decodable {
      struct Field: Decodable { var key, format: String }
      var name: String
      var display: [String]
      var fields: [Field]
    }
    var preprocessedProfileVersion: Int
    var version: Int
    var processType: Int
    var stackwalk: Int
    var interval: Double
    var startTime: Double
    var product: String
    var symbolicated: Bool
    var categories: [Category]
    var sampleUnits: Units
    var markerSchema: [Schema]
    var extra: [Section]
    var initialVisibleThreads: [Int]
    var initialSelectedThreads: [Int]
    var oscpu, arguments: String?
  }
  struct Library: Decodable {
    var name, path, debugName, debugPath, breakpadId: String
    var codeId, arch: String?
  }
  struct Shared: Decodable {
    struct Stacks: Decodable {
      var length: Int
      var frame, prefixOffset: [Int]
    }
    struct Frames: Decodable {
      var length: Int
      var address, inlineDepth, category, subcategory, `func`, innerWindowID: [Int]
      var nativeSymbol, line, column, originalLocation: [Int?]
    }
    struct Functions: Decodable {
      var length: Int
      var name, resource: [Int]
      var isJS, relevantForJS: [Bool]
      var source, lineNumber, columnNumber, originalLocation: [Int?]
    }
    struct Resources: Decodable {
      var length: Int
      var name, type: [Int]
      var lib, host: [Int?]
    }
    struct Symbols: Decodable {
      var length: Int
      var libIndex, address, name: [Int]
      var functionSize: [Int?]
    }
    struct Sources: Decodable {
      var length: Int
      var id, content: [String?]
      var filename, startLine, startColumn: [Int]
      var sourceMapURL: [Int?]
    }
    struct Places: Decodable {
      var length: Int
      var source, line, column: [Int]
    }
    var stackTable: Stacks
    var frameTable: Frames
    var funcTable: Functions
    var resourceTable: Resources
    var nativeSymbols: Symbols
    var sources: Sources
    var sourceLocationTable: Places
    var stringArray: [String]
  }
  struct Thread: Decodable {
    struct Samples: Decodable {
      var length: Int
      var weightType: String
      var stack: [Int?]
      var time, weight: [Double]
      var threadCPUDelta: [Double?]?
    }
    struct Markers: Decodable {
      struct Payload: Decodable {
        var type, task: String
        var id: Int64?
      }
      var length: Int
      var name, phase, category: [Int]
      var startTime, endTime: [Double]
      var data: [Payload]
    }
    /// A number, or a text where there is none.
    struct Identifier: Decodable {
      var number: Int64?
      var text: String?
      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        number = try? value.decode(Int64.self)
        text = number == nil ? try value.decode(String.self) : nil
      }
    }
    var name, pid, processName, processType: String
    var tid: Identifier
    var isMainThread, showMarkersInTimeline: Bool
    var processStartupTime, registerTime: Double
    var processShutdownTime, unregisterTime: Double?
    var samples: Samples
    var markers: Markers
  }
  var meta: Meta
  var libs: [Library]
  var shared: Shared
  var threads: [Thread]

  init(_ profile: Profile, sampleType: Int? = nil) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(try ProfileFormat.firefox.encode(profile, sampleType: sampleType)))
  }

  /// The names of a node's functions, root first.
  func path(_ stack: Int) -> [String] {
    var names: [String] = []
    var node = stack
    while true {
      names.append(shared.stringArray[shared.funcTable.name[shared.frameTable.func[shared.stackTable.frame[node]]]])
      let offset = shared.stackTable.prefixOffset[node]
      if offset == 0 { return names.reversed() }
      node -= offset
    }
  }

  /// The frames of a node, root first.
  func frames(_ stack: Int) -> [Int] {
    var frames: [Int] = []
    var node = stack
    while true {
      frames.append(shared.stackTable.frame[node])
      let offset = shared.stackTable.prefixOffset[node]
      if offset == 0 { return frames.reversed() }
      node -= offset
    }
  }

  /// The sum of the weights of every path of names, over all threads.
  var sums: [String: Double] {
    var sums: [String: Double] = [:]
    for thread in threads {
      for (stack, weight) in zip(thread.samples.stack, thread.samples.weight) {
        if let stack { sums[path(stack).joined(separator: "\u{1}"), default: 0] += weight }
      }
    }
    return sums
  }
}

extension FirefoxFile {
  static let colors: Set = [
    "transparent", "purple", "green", "orange", "yellow", "lightblue", "blue", "brown", "magenta", "red", "lightred", "darkgrey", "grey",
  ]

  /// Everything in which the file breaks a rule of the format.
  var violations: [String] {
    var found: [String] = []
    func check(_ holds: Bool, _ rule: String) { if !holds { found.append(rule) } }
    check(meta.preprocessedProfileVersion == 66, "version")
    check(meta.interval > 0, "interval")
    check(meta.categories.contains { $0.color == "grey" }, "a grey category")
    check(meta.categories.allSatisfy { Self.colors.contains($0.color) && $0.subcategories.first == "Other" }, "categories")
    check(meta.sampleUnits.time == "ms" && meta.sampleUnits.eventDelay == "ms" && meta.sampleUnits.threadCPUDelta == "ns", "sampleUnits")
    check((meta.initialVisibleThreads + meta.initialSelectedThreads).allSatisfy(threads.indices.contains), "initial threads")
    check(!meta.initialSelectedThreads.isEmpty, "a selected thread")
    check(libs.allSatisfy { $0.breakpadId.count == 33 && $0.breakpadId.allSatisfy { $0.isHexDigit && !$0.isLowercase } }, "breakpadId")
    checkTables(check)
    check(!threads.isEmpty, "a thread")
    for thread in threads { checkThread(thread, check) }
    return found
  }

  private func checkTables(_ check: (Bool, String) -> Void) {
    let (stacks, frames, functions) = (shared.stackTable, shared.frameTable, shared.funcTable)
    let (resources, sources, strings) = (shared.resourceTable, shared.sources, shared.stringArray.indices)
    check([stacks.frame.count, stacks.prefixOffset.count].allSatisfy { $0 == stacks.length }, "lengths of stackTable")
    check(stacks.frame.allSatisfy((0..<frames.length).contains), "stackTable.frame")
    check(stacks.prefixOffset.enumerated().allSatisfy { $0.element >= 0 && $0.element <= $0.offset }, "prefixOffset")
    check(
      [
        frames.address.count, frames.inlineDepth.count, frames.category.count, frames.subcategory.count, frames.func.count,
        frames.innerWindowID.count, frames.nativeSymbol.count, frames.line.count, frames.column.count, frames.originalLocation.count,
      ].allSatisfy { $0 == frames.length }, "lengths of frameTable")
    check(frames.address.allSatisfy { $0 >= -1 && $0 <= Int(Int32.max) }, "address")
    check(frames.inlineDepth.allSatisfy { (0...255).contains($0) }, "inlineDepth")
    check(frames.category.allSatisfy(meta.categories.indices.contains) && frames.subcategory.allSatisfy { $0 == 0 }, "category")
    check(frames.func.allSatisfy((0..<functions.length).contains), "func")
    check((frames.line + frames.column).allSatisfy { ($0 ?? 1) > 0 }, "line and column")
    check(frames.originalLocation.allSatisfy { $0 == nil }, "originalLocation")
    let symbols = shared.nativeSymbols
    check(
      [symbols.libIndex.count, symbols.address.count, symbols.name.count, symbols.functionSize.count].allSatisfy { $0 == symbols.length },
      "lengths of nativeSymbols")
    check(symbols.libIndex.allSatisfy(libs.indices.contains) && symbols.name.allSatisfy(strings.contains), "nativeSymbols")
    for frame in 0..<frames.length {
      guard let symbol = frames.nativeSymbol[frame] else { continue }
      guard (0..<symbols.length).contains(symbol) else {
        check(false, "nativeSymbol")
        continue
      }
      check(symbols.address[symbol] >= 0 && symbols.address[symbol] <= frames.address[frame], "a symbol begins at or before its frames")
      let function = frames.func[frame]
      check(resources.lib[functions.resource[function]] == symbols.libIndex[symbol], "library of a symbol")
      check(frames.inlineDepth[frame] > 0 || functions.name[function] == symbols.name[symbol], "name of a symbol")
    }
    check(
      [
        functions.name.count, functions.resource.count, functions.isJS.count, functions.relevantForJS.count, functions.source.count,
        functions.lineNumber.count, functions.columnNumber.count, functions.originalLocation.count,
      ].allSatisfy { $0 == functions.length }, "lengths of funcTable")
    check(functions.name.allSatisfy(strings.contains), "name of a function")
    check(functions.resource.allSatisfy { $0 == -1 || (0..<resources.length).contains($0) }, "resource")
    check(functions.source.allSatisfy { $0.map((0..<sources.length).contains) ?? true }, "source")
    check(functions.lineNumber.allSatisfy { ($0 ?? 1) > 0 }, "lineNumber")
    check(!functions.isJS.contains(true) && !functions.relevantForJS.contains(true), "isJS")
    check([resources.name.count, resources.lib.count, resources.host.count, resources.type.count].allSatisfy { $0 == resources.length }, "resources")
    check(resources.name.allSatisfy(strings.contains) && resources.type.allSatisfy { $0 == 1 }, "name and type of a resource")
    check(resources.lib.allSatisfy { $0.map(libs.indices.contains) ?? false }, "lib")
    check(Set(libs.indices) == Set(resources.lib.compactMap { $0 }), "only libraries that a resource uses")
    check(
      [
        sources.id.count, sources.filename.count, sources.startLine.count, sources.startColumn.count, sources.sourceMapURL.count,
        sources.content.count,
      ].allSatisfy { $0 == sources.length }, "lengths of sources")
    check(sources.filename.allSatisfy(strings.contains), "filename")
    check(shared.sourceLocationTable.length == 0, "unused table")
  }

  private func checkThread(_ thread: Thread, _ check: (Bool, String) -> Void) {
    let (samples, markers) = (thread.samples, thread.markers)
    check([samples.stack.count, samples.time.count, samples.weight.count].allSatisfy { $0 == samples.length }, "lengths of samples")
    check(samples.threadCPUDelta.map { $0.count == samples.length } ?? true, "length of threadCPUDelta")
    check(samples.length > 0, "a sample")
    check(["samples", "tracing-ms", "bytes"].contains(samples.weightType), "weightType")
    check(samples.stack.allSatisfy { $0.map((0..<shared.stackTable.length).contains) ?? true }, "stack")
    check(zip(samples.time, samples.time.dropFirst()).allSatisfy { $0 <= $1 } && samples.time[0] >= 0, "times in order")
    check(
      [markers.name.count, markers.phase.count, markers.category.count, markers.startTime.count, markers.endTime.count, markers.data.count]
        .allSatisfy { $0 == markers.length }, "lengths of markers")
    check(markers.name.allSatisfy(shared.stringArray.indices.contains), "name of a marker")
    check(markers.phase.allSatisfy { $0 == 1 } && zip(markers.startTime, markers.endTime).allSatisfy { $0 <= $1 }, "intervals")
    check(markers.category.allSatisfy(meta.categories.indices.contains), "category of a marker")
    check(markers.data.allSatisfy { payload in meta.markerSchema.contains { $0.name == payload.type } }, "schema of a marker")
    check(thread.processType == "default" && Int64(thread.pid) != nil, "process")
    check(thread.tid.number != nil || thread.tid.text?.isEmpty == false, "tid")
  }
}
