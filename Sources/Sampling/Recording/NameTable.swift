/// Distinct names with small indices.
struct NameTable {
  private var names: [String] = []
  private var indices: [String: Int32] = [:]
  /// The name last asked for, as bytes: most samples of a batch come from few tasks.
  private var recentBytes: [UInt8] = []
  private var recentIndex: Int32 = -1

  subscript(index: Int32) -> String { names[Int(index)] }

  mutating func index(of name: String) -> Int32 {
    if let index = indices[name] { return index }
    let index = Int32(names.count)
    names.append(name)
    indices[name] = index
    return index
  }

  /// The index of a name given as UTF-8; what is not UTF-8 is repaired.
  mutating func index(of bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    if recentIndex >= 0, recentBytes.elementsEqual(bytes) { return recentIndex }
    let index = index(of: String(decoding: bytes, as: UTF8.self))
    recentBytes = Array(bytes)
    recentIndex = index
    return index
  }
}
