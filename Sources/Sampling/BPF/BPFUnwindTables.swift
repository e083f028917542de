import CBPF
import Glibc
import Images

/// Puts the unwind tables of images into the kernel, each once however many processes have it mapped.
struct BPFUnwindTables {
  /// Where the rows of one image are.
  struct Entry {
    var firstRow: UInt32
    var rowCount: UInt32
  }

  private let rows: Int32
  private let rules: Int32
  private let rowLimit: Int
  private var used = 0
  private var entries: [ObjectIdentifier: Entry] = [:]
  /// Keeps the images alive whose identity is a key.
  private var images: [Image] = []
  private var ruleIndices: [UnwindRule: UInt32] = [:]
  /// Images whose rows found no room: there stacks are copied.
  private(set) var imagesWithoutRoom: [String] = []

  /// Room for images that are mapped later, in rows of eight bytes.
  static let spareRows = 1 << 20

  init(_ object: BPFObject, rowLimit: Int) {
    rows = object.map("rows")
    rules = object.map("rules")
    self.rowLimit = rowLimit
  }

  /// Where the rows of an image are, writing them if they are not there yet; none when there is no room.
  mutating func entry(of image: Image) -> Entry {
    if let known = entries[ObjectIdentifier(image)] { return known }
    let table = image.unwindTable
    var entry = Entry(firstRow: UInt32(used), rowCount: 0)
    if !table.isEmpty, table.count < 1 << HEADROOM_BISECTION_LIMIT, used + table.count <= rowLimit, let numbers = add(table.rules) {
      write(table, numbers)
      entry.rowCount = UInt32(table.count)
      used += table.count
    } else if !table.isEmpty {
      imagesWithoutRoom.append(image.path)
    }
    entries[ObjectIdentifier(image)] = entry
    images.append(image)
    return entry
  }

  /// The numbers of these rules in the kernel; nil when there are too many.
  private mutating func add(_ wanted: [UnwindRule]) -> [UInt32]? {
    var numbers: [UInt32] = []
    numbers.reserveCapacity(wanted.count)
    for rule in wanted {
      if let known = ruleIndices[rule] {
        numbers.append(known)
        continue
      }
      guard ruleIndices.count < HEADROOM_RULE_LIMIT else { return nil }
      var number = UInt32(ruleIndices.count)
      var value = headroom_rule(
        frame: rule.frame.rawValue, unused: 0, frame_pointer: rule.framePointerOffset, async_context: rule.asyncContextOffset,
        base: rule.baseRegisterOffset, offset: rule.offset, unused2: 0)
      bpf_map_update_elem(rules, &number, &value, UInt64(BPF_ANY))
      ruleIndices[rule] = number
      numbers.append(number)
    }
    return numbers
  }

  private func write(_ table: UnwindTable, _ numbers: [UInt32]) {
    let keys = (0..<table.count).map { UInt32(used + $0) }
    let values = zip(table.starts, table.indices).map { headroom_row(start: $0, rule: numbers[Int($1)]) }
    var done = 0
    while done < keys.count {
      var count = UInt32(min(16_384, keys.count - done))
      let result = keys.withUnsafeBufferPointer { keys in
        values.withUnsafeBufferPointer { bpf_map_update_batch(rows, keys.baseAddress! + done, $0.baseAddress! + done, &count, nil) }
      }
      guard result == 0, count > 0 else { return }
      done += Int(count)
    }
  }
}
