import CBPF
import Glibc

/// Reads whole maps, many entries a system call.
enum BPFBatch {
  private static let size = 4096

  /// Calls `body` with every entry of a hash map; with `deletes` the map is empty afterwards.
  ///
  /// Where other programs write to the map at the same time an entry may be missed or, without `deletes`, be seen twice.
  static func forEach<Key, Value>(
    in map: Int32, _ key: Key.Type, _ value: Value.Type, deletes: Bool, _ body: (Key, Value) -> Void
  ) {
    let keys = UnsafeMutablePointer<Key>.allocate(capacity: size)
    let values = UnsafeMutablePointer<Value>.allocate(capacity: size)
    defer {
      keys.deallocate()
      values.deallocate()
    }
    // The kernel's own mark of how far it came.
    var mark: UInt32 = 0
    var isFirst = true
    while true {
      var count = UInt32(size)
      let result = withUnsafeMutablePointer(to: &mark) { mark in
        let previous = isFirst ? nil : UnsafeMutableRawPointer(mark)
        return deletes
          ? bpf_map_lookup_and_delete_batch(map, previous, mark, keys, values, &count, nil)
          : bpf_map_lookup_batch(map, previous, mark, keys, values, &count, nil)
      }
      // At the end the last entries come together with ENOENT.
      guard result == 0 || errno == ENOENT else { return }
      for index in 0..<Int(count) { body(keys[index], values[index]) }
      if result != 0 { return }
      isFirst = false
    }
  }
}
