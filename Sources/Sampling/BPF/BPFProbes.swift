import CBPF
import CLinux
import Glibc
import Images

/// Probes on functions of the target (uprobes): the Swift runtime's, and the one that counts requests.
struct BPFProbes {
  private let object: BPFObject
  private let target: CollectorTarget
  private var probed: Set<ObjectIdentifier> = []
  /// Keeps the images alive whose identity is in `probed`.
  private var images: [Image] = []
  private(set) var notes: [String] = []
  /// Addresses in their files of the instructions that are probed.
  private(set) var places: [(image: Image, address: UInt64)] = []

  init(_ object: BPFObject, _ target: CollectorTarget) {
    self.object = object
    self.target = target
  }

  /// A function of the runtime, and the program that runs at its entry.
  private static let runtimeFunctions: [(symbol: String, program: String)] = [
    ("swift_task_enqueueGlobal", "headroom_on_enqueue_global"),
    ("swift_defaultActor_enqueue", "headroom_on_enqueue_actor"),
    ("swift_task_enqueueMainExecutor", "headroom_on_enqueue_main"),
    // An executor that is not the runtime's own, such as a server's event loop.
    ("_swift_task_enqueueOnExecutor", "headroom_on_enqueue_actor"),
    ("_ZN5swift34runJobInEstablishedExecutorContextEPNS_3JobE", "headroom_on_run"),
  ]

  /// Begins to follow tasks in a process with this runtime.
  mutating func attachRuntime(in space: AddressSpace, _ runtime: SwiftRuntime) {
    guard runtime.taskSlot != nil, let region = SwiftRuntime.region(in: space), let symbolizer = region.image.symbolizer,
      probed.insert(ObjectIdentifier(region.image)).inserted
    else { return }
    images.append(region.image)
    for function in Self.runtimeFunctions {
      guard let range = symbolizer.functionRange(named: function.symbol) else {
        notes.append("\(region.image.path) has no \(function.symbol): waits of tasks that go through it are not seen")
        continue
      }
      attach(function.program, region.image, range.lowerBound, argumentsMatter: true)
    }
  }

  /// Begins to count entries to the function that the target names as a request.
  mutating func attachRequest(in space: AddressSpace) throws(SamplingError) {
    guard let name = target.request else { return }
    let places = try RequestFunction.find(name, in: space)
    for place in places { attach("headroom_on_request", place.image, place.address, argumentsMatter: false) }
  }

  private mutating func attach(_ program: String, _ image: Image, _ address: UInt64, argumentsMatter: Bool) {
    guard let elf = image.elf, let start = elf.fileOffset(of: address) else { return }
    let distance = ProbePlace.offset(elf.code(at: address, count: 32))
    let place = start + distance
    do throws(SamplingError) {
      // Children are other processes; the program tells them apart.
      try object.attach(program, toFunctionIn: elf.openPath, offset: place, processID: target.includesChildren ? -1 : target.processID)
      places.append((image, address &+ distance))
    } catch {
      notes.append(error.description)
    }
  }
}

/// What one probe costs the target, measured on this process.
enum ProbeCost {
  private static let calls = 4096

  /// Nanoseconds per hit of a probe that does nothing; nil when it cannot be measured.
  static func measure(_ object: BPFObject) -> Double? {
    guard let elf = try? ELFFile(path: "/proc/self/exe"), let symbolizer = Optional(Symbolizer(elf: elf, path: "/proc/self/exe")),
      let range = symbolizer.functionRange(named: "headroom_probed"), let offset = elf.fileOffset(of: range.lowerBound)
    else { return nil }
    let before = time()
    let place = offset + ProbePlace.offset(elf.code(at: range.lowerBound, count: 32))
    guard let link = try? object.attachOnce("headroom_on_calibrate", toFunctionIn: "/proc/self/exe", offset: place, processID: getpid()) else {
      return nil
    }
    let during = time()
    bpf_link__destroy(link)
    return Double(during - min(during, before)) / Double(calls)
  }

  private static func time() -> UInt64 {
    let start = Clock.monotonic
    for _ in 0..<calls { headroom_probed() }
    return Clock.monotonic - start
  }
}
