import CLinux
import Images

extension SwiftRuntime {
  /// The library that holds the runtime where it is not inside the executable.
  static let libraryName = "libswift_Concurrency.so"

  /// Finds the concurrency runtime in a process: as a library, or inside the executable.
  ///
  /// - Returns: nil without a runtime that can be seen; and one line for the reader when something is lost thereby.
  static func discover(in space: AddressSpace) -> (runtime: SwiftRuntime?, note: String?) {
    let executable = space.executable
    let library = space.library(named: libraryName)
    guard let region = region(in: space), let symbolizer = region.image.symbolizer,
      let version = layoutVersion(symbolizer, region, space)
    else { return (nil, noteWithoutSymbols(library ?? executable, isLibrary: library != nil)) }
    var runtime = SwiftRuntime(
      layoutVersion: version, taskSlot: nil, taskMetadata: 0, jobRunners: runners(symbolizer, bias: region.bias))
    let program = region.image.path
    if runtime.jobRunners.isEmpty { return (nil, "\(program) has no symbols for its job runners: async callers cannot be shown; do not strip it") }
    func starts(_ names: [String]) -> [UInt64] {
      names.compactMap { symbolizer.functionRange(named: $0) }.map { $0.lowerBound &+ region.bias }
    }
    runtime.starters = starts(starterNames)
    runtime.childAdapters = starts(childAdapterNames)
    guard TaskLayout.version(runtime.layoutVersion) != nil else {
      return (runtime, "Swift concurrency layout version \(version) is unknown to this tool: no task ids and names; async callers are not affected")
    }
    runtime.taskSlot = threadSlot(.activeTask, symbolizer, region, space, isLibrary: library != nil)
    runtime.executorSlot = threadSlot(.executorTracking, symbolizer, region, space, isLibrary: library != nil)
    runtime.taskMetadata = word(.metadata, symbolizer, region, space, size: 8) ?? word(.ownMetadata, symbolizer, region, space, size: 8) ?? 0
    if runtime.taskSlot == nil || runtime.taskMetadata == 0 {
      runtime.taskSlot = nil
      if library != nil, isBeingLoaded(region, space) { return (runtime, nil) }
      return (runtime, "the current task of threads was not found in \(program): no task ids and names; do not strip it")
    }
    return (runtime, nil)
  }

  /// Where the runtime is, if the process has one: as a library, or inside the executable.
  static func region(in space: AddressSpace) -> MappedRegion? { space.library(named: libraryName) ?? space.executable }

  /// Symbols the runtime has for debuggers, and those of its own code.
  private enum SymbolName: String {
    case version = "_swift_concurrency_debug_internal_layout_version"
    case metadata = "_swift_concurrency_debug_asyncTaskMetadata"
    /// The runtime's own copy of it, which is there also when the linker left out what is for debuggers.
    case ownMetadata = "_ZN5swift19taskHeapMetadataPtrE"
    case activeTask = "_ZN12_GLOBAL__N_110ActiveTask5ValueE"
    case executorTracking = "_ZN12_GLOBAL__N_120ExecutorTrackingInfo18ActiveInfoInThreadE"
  }

  /// The version of the layout. A statically linked executable has no variable that tells it: there the newest known one is taken, and every
  /// task is checked by its metadata.
  private static func layoutVersion(_ symbolizer: Symbolizer, _ region: MappedRegion, _ space: AddressSpace) -> Int? {
    if let version = word(.version, symbolizer, region, space, size: 4) { return Int(version) }
    return symbolizer.symbols.address(of: SymbolName.ownMetadata.rawValue) == nil ? nil : TaskLayout.newestVersion
  }

  /// Functions that call a job's funclet.
  private static let runnerNames = [
    "_ZN5swift34runJobInEstablishedExecutorContextEPNS_3JobE", "swift_job_run", "swift_job_runImpl",
    "_ZL17swift_job_runImplPN5swift3JobENS_17SerialExecutorRefE", "_ZN12_GLOBAL__N_119ProcessOutOfLineJob7processEPN5swift3JobE",
  ]

  private static let starterNames = ["_ZL14future_adapterPN5swift12AsyncContextE", "_ZL18non_future_adapterPN5swift12AsyncContextE"]

  private static let childAdapterNames = [
    "_ZL31task_future_wait_resume_adapterPN5swift12AsyncContextE", "_ZL33task_wait_throwing_resume_adapterPN5swift12AsyncContextE",
    "_ZL30task_group_wait_resume_adapterPN5swift12AsyncContextE",
  ]

  private static func runners(_ symbolizer: Symbolizer, bias: UInt64) -> [Range<UInt64>] {
    let ranges = runnerNames.compactMap { symbolizer.functionRange(named: $0) }.filter { !$0.isEmpty }
    return ranges.map { ($0.lowerBound &+ bias)..<($0.upperBound &+ bias) }
  }

  /// The value of a variable of the runtime.
  private static func word(
    _ name: SymbolName, _ symbolizer: Symbolizer, _ region: MappedRegion, _ space: AddressSpace, size: Int
  ) -> UInt64? {
    guard let symbol = symbolizer.symbols.address(of: name.rawValue) else { return nil }
    return space.word(at: symbol.address &+ region.bias, size: size)
  }

  private static func threadSlot(
    _ name: SymbolName, _ symbolizer: Symbolizer, _ region: MappedRegion, _ space: AddressSpace, isLibrary: Bool
  ) -> ThreadSlot? {
    guard let symbol = symbolizer.symbols.address(of: name.rawValue), symbol.kind == .threadLocal, let elf = region.image.elf
    else { return nil }
    guard isLibrary else {
      // The executable's block ends at the thread pointer (variant II, section 3.4.6).
      return elf.threadLocalSize.map { .threadPointer(offset: Int64(bitPattern: symbol.address &- $0)) }
    }
    // The loader has written the module's number where the code looks for it.
    guard let slot = elf.moduleNumberSlot, let module = space.word(at: slot &+ region.bias, size: 8), module > 0, module < 65_536 else { return nil }
    return .module(id: module, offset: symbol.address)
  }

  /// True when the loader has not yet written into the library what it has to (the number of its thread-local module).
  private static func isBeingLoaded(_ region: MappedRegion, _ space: AddressSpace) -> Bool {
    guard let slot = region.image.elf?.moduleNumberSlot else { return false }
    return (space.word(at: slot &+ region.bias, size: 8) ?? 0) == 0
  }

  private static func noteWithoutSymbols(_ region: MappedRegion?, isLibrary: Bool) -> String? {
    guard let region, let elf = region.image.elf else { return nil }
    if isLibrary { return "\(region.image.path) has no symbols: async callers and tasks cannot be shown; use the toolchain's own library" }
    // A library the loader has not mapped yet.
    guard !elf.neededLibraries.contains(where: { $0.hasPrefix("libswift") }) else { return nil }
    // Swift code without the library and without the symbols: the runtime may be inside, and cannot be seen.
    guard elf.hasSwiftSections, region.image.symbolizer?.symbols.address(of: "swift_retain") == nil else { return nil }
    return "\(region.image.path) has the Swift runtime inside and is stripped: async callers, task ids and names cannot be shown; "
      + "keep its symbols, or put its debug file beside it"
  }
}
