extension PprofFormat {
  /// True when the first fields of `bytes` are ones that a profile has; the last one may be cut off.
  static func recognizes(_ bytes: ArraySlice<UInt8>) -> Bool {
    Array(bytes).withUnsafeBytes { input in
      var reader = ProtobufReader(input, 0..<input.count)
      var fields = 0
      do throws(ProtobufError) {
        while try reader.next() {
          guard reader.field <= 32 else { return false }
          try reader.skip()
          fields += 1
        }
      } catch {
        return error.kind == .truncated && fields > 0
      }
      return fields > 0
    }
  }
}
