import CLinux
import Glibc
import Images

/// Processors by number.
struct ProcessorSet: Sendable, Equatable {
  var numbers: [Int]

  /// Bits, as the kernel wants them; this one holds 8192 processors.
  var mask: [UInt] {
    var mask = [UInt](repeating: 0, count: 128)
    for number in numbers where number >= 0 && number < 8192 { mask[number / UInt.bitWidth] |= 1 << UInt(number % UInt.bitWidth) }
    return mask
  }

  /// Those a process may run on; empty when that cannot be told.
  static func allowed(processID: Int32 = 0) -> ProcessorSet {
    var mask = [UInt](repeating: 0, count: 128)
    let size = mask.count * MemoryLayout<UInt>.stride
    guard headroom_allowed_processors(processID, &mask, size) >= 0 else { return ProcessorSet(numbers: []) }
    return ProcessorSet(numbers: (0..<8192).filter { mask[$0 / UInt.bitWidth] >> UInt($0 % UInt.bitWidth) & 1 == 1 })
  }

  /// The first processor that shares its core with each; the processor itself where the kernel does not say.
  static func cores(_ numbers: [Int]) -> [Int: Int] {
    Dictionary(
      uniqueKeysWithValues: numbers.map { number in
        let siblings = ProcFile.line("/sys/devices/system/cpu/cpu\(number)/topology/thread_siblings_list")
        return (number, siblings.split { !$0.isNumber }.first.flatMap { Int($0) } ?? number)
      })
  }
}

/// Which processors the target and the load generator get.
struct Pinning: Sendable, Equatable {
  var target: ProcessorSet
  var generator: ProcessorSet

  /// Splits the processors: a quarter, at least one core, for the generator, and the rest for the target; nil with fewer than four.
  ///
  /// - Parameter cores: For each processor a number of its core: one core is never split.
  init?(_ processors: ProcessorSet, cores: [Int: Int]) {
    guard processors.numbers.count >= 4 else { return nil }
    var groups: [[Int]] = []
    for core in Set(processors.numbers.map { cores[$0] ?? $0 }).sorted() { groups.append(processors.numbers.filter { (cores[$0] ?? $0) == core }) }
    let wanted = max(1, processors.numbers.count / 4)
    var generator: [Int] = []
    while generator.count < wanted, groups.count > 1, let group = groups.popLast() { generator += group }
    guard !generator.isEmpty else { return nil }
    self.generator = ProcessorSet(numbers: generator.sorted())
    target = ProcessorSet(numbers: groups.flatMap { $0 }.sorted())
  }
}
