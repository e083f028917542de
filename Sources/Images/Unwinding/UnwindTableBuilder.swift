import CElfutils
import Glibc

/// Turns the call frame information of a file into the rows of an `UnwindTable`, through libdw.
struct UnwindTableBuilder {
  private let elf: ELFFile
  let base: UInt64
  private var rows: [Row] = []
  private var ruleIndices: [UnwindRule: UInt16] = [UnwindRule(): 0]
  private(set) var rules = [UnwindRule()]
  private(set) var starts: [UInt32] = []
  private(set) var indices: [UInt16] = []
  private var describedBytes: UInt64 = 0
  private var framePointerBytes: UInt64 = 0

  private struct Row {
    var start: UInt32
    var end: UInt32
    var rule: UInt16
  }

  /// A file with more rows than this is not believed.
  private static let rowLimit = 50_000_000

  init(elf: ELFFile) {
    self.elf = elf
    base = elf.segments.filter(\.isExecutable).map(\.virtualAddress).min() ?? 0
  }

  var framePointerShare: Double { describedBytes == 0 ? 0 : Double(framePointerBytes) / Double(describedBytes) }

  mutating func read() {
    guard elf.machine == X86_64.elfMachine else { return }
    if let frames = dwarf_getcfi_elf(elf.elf) {
      for function in CallFrameSection(elf: elf, name: ".eh_frame").functions { addRows(of: frames, in: function) }
      dwarf_cfi_end(frames)
    }
    let debugFrame = CallFrameSection(elf: elf, name: ".debug_frame")
    if !debugFrame.functions.isEmpty, let dwarf = dwarf_begin_elf(elf.elf, DWARF_C_READ, nil) {
      if let frames = dwarf_getcfi(dwarf) {
        for function in debugFrame.functions { addRows(of: frames, in: function) }
      }
      dwarf_end(dwarf)
    }
    flatten()
  }

  /// Adds the rows of one function, from row to row.
  private mutating func addRows(of frames: OpaquePointer, in function: Range<UInt64>) {
    var address = function.lowerBound
    while address < function.upperBound, rows.count < Self.rowLimit {
      var frame: OpaquePointer?
      guard dwarf_cfi_addrframe(frames, address, &frame) == 0, let frame else { return }
      defer { free(UnsafeMutableRawPointer(frame)) }
      var start: UInt64 = 0
      var end: UInt64 = 0
      var isSignal = false
      guard dwarf_frame_info(frame, &start, &end, &isSignal) >= 0, end > address else { return }
      add(CallFrameReader.rule(frame, isSignal: isSignal), from: address, to: min(end, function.upperBound))
      address = end
    }
  }

  private mutating func add(_ rule: UnwindRule, from start: UInt64, to end: UInt64) {
    guard start >= base, end - base <= UInt64(UInt32.max) else { return }
    describedBytes += end - start
    if rule.frame == .framePointer { framePointerBytes += end - start }
    rows.append(Row(start: UInt32(start - base), end: UInt32(end - base), rule: index(of: rule)))
  }

  private mutating func index(of rule: UnwindRule) -> UInt16 {
    if let last = rows.last, rules[Int(last.rule)] == rule { return last.rule }
    if let known = ruleIndices[rule] { return known }
    guard rules.count < UInt16.max else { return 0 }
    let index = UInt16(rules.count)
    rules.append(rule)
    ruleIndices[rule] = index
    return index
  }

  /// Sorts the rows, marks the gaps between functions, joins neighbours with one rule.
  private mutating func flatten() {
    rows.sort { $0.start != $1.start ? $0.start < $1.start : $0.end < $1.end }
    var end: UInt32 = 0
    for row in rows where row.end > end {
      if row.start > end, !starts.isEmpty { append(end, 0) }
      append(max(row.start, end), row.rule)
      end = row.end
    }
    if !starts.isEmpty { append(end, 0) }
    rows = []
    markEntry()
  }

  /// More undescribed code than this is not taken for the entry code of a file, bytes.
  private static let entryCodeLimit: UInt32 = 256

  /// The code at a file's entry point has no caller. glibc's loader does not describe its own (`_start` and `_dl_start_user`), and every stack
  /// of a program that is still being loaded ends there.
  private mutating func markEntry() {
    guard elf.entry >= base, elf.entry - base < UInt64(UInt32.max) else { return }
    let entry = UInt32(elf.entry - base)
    guard let next = starts.firstIndex(where: { $0 > entry }), next > 0, indices[next - 1] == 0, starts[next] - entry <= Self.entryCodeLimit else {
      return
    }
    let root = index(of: UnwindRule(frame: .root))
    if starts[next - 1] == entry {
      indices[next - 1] = root
    } else {
      starts.insert(entry, at: next)
      indices.insert(root, at: next)
    }
  }

  private mutating func append(_ start: UInt32, _ rule: UInt16) {
    if indices.last == rule { return }
    starts.append(start)
    indices.append(rule)
  }
}
