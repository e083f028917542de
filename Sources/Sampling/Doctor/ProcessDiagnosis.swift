import Images

/// What can be seen of one process.
public enum ProcessDiagnosis {
  /// Looks at the executable's symbols, debug information and frame pointers, at every other image's, and at the Swift runtime.
  public static func examine(processID: Int32) -> [Finding] {
    let space = AddressSpace(processID: processID, cache: ImageCache())
    guard let program = (space.executable ?? space.regions.first)?.image else {
      return [
        Finding(
          "images", .missing, "the memory map of process \(processID) cannot be read", remedy: "run as the same user, or with sudo")
      ]
    }
    return [symbols(of: program), framePointers(of: program)] + libraries(in: space, besides: program) + [runtime(in: space)]
  }

  private static func symbols(of program: Image) -> Finding {
    let name = program.path
    guard let symbolizer = program.symbolizer else { return Finding("debug information", .missing, program.problem) }
    if symbolizer.hasDebugInformation { return Finding("debug information", .good, "\(name): functions, inlined frames, files and lines") }
    if !symbolizer.isStripped {
      return Finding(
        "debug information", .limited, "\(name) has symbols but no debug information: no files, lines or inlined frames",
        remedy: "build with -g, as in: swift build -c release -Xswiftc -g")
    }
    return Finding(
      "debug information", .missing, "\(name) is stripped: its functions have no names",
      remedy: "do not strip it, or put its debug file at \(debugFilePlace(program))")
  }

  private static func debugFilePlace(_ program: Image) -> String {
    guard program.buildID.count > 2 else { return "\(program.path).debug with a .gnu_debuglink" }
    return "/usr/lib/debug/.build-id/\(program.buildID.prefix(2))/\(program.buildID.dropFirst(2)).debug"
  }

  private static func framePointers(of program: Image) -> Finding {
    if program.keepsFramePointers { return Finding("frame pointers", .good, "\(program.path) keeps them: stacks are walked in the kernel") }
    return Finding(
      "frame pointers", .limited, "\(program.path) keeps none: stacks are unwound from copies of the stack, which costs more",
      remedy: "build with swift build, or with swiftc -Xcc -fno-omit-frame-pointer")
  }

  private static func libraries(in space: AddressSpace, besides program: Image) -> [Finding] {
    var bare: [String] = []
    for region in space.regions where region.image !== program && !region.image.hasUnwindTable {
      let name = String(region.image.path.split(separator: "/").last ?? "")
      if !bare.contains(name) { bare.append(name) }
    }
    guard !bare.isEmpty else { return [] }
    return [
      Finding(
        "libraries", .limited, "no unwind table: \(bare.joined(separator: ", ")); stacks may end there", remedy: "install their debug packages")
    ]
  }

  private static func runtime(in space: AddressSpace) -> Finding {
    let (runtime, note) = SwiftRuntime.discover(in: space)
    guard let runtime else {
      return Finding("Swift concurrency", note == nil ? .good : .limited, note ?? "not used by this process")
    }
    if let note { return Finding("Swift concurrency", .limited, note) }
    return Finding("Swift concurrency", .good, "layout version \(runtime.layoutVersion): async callers, task ids and names")
  }
}
