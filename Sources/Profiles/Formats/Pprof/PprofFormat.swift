/// pprof's `profile.proto`, gzipped: the file every recording is kept in.
///
/// What the standard has no field for (`FunctionKind`, `Location.isAsync`) is in extra fields that other readers skip; the environment is in
/// the comments. Samples are written in the order of `Profile.inStorageOrder()`, which is what comes back.
enum PprofFormat {
  static func encode(_ profile: Profile) throws(FormatError) -> [UInt8] {
    var encoder = PprofEncoder()
    encoder.encode(profile)
    return try Gzip.compress(encoder.output.bytes)
  }

  static func decode(_ bytes: [UInt8]) throws(FormatError) -> Profile {
    if Gzip.isGzip(bytes) {
      let message = try Gzip.decompress(bytes)
      return try decode(UnsafeRawBufferPointer(message.bytes)).get()
    }
    guard bytes.count <= Gzip.unpackedLimit else {
      throw FormatError(.tooLarge, "the profile has more than \(Gzip.unpackedLimit) bytes", remedy: "record for a shorter time")
    }
    return try bytes.withUnsafeBytes(decode).get()
  }

  private static func decode(_ message: UnsafeRawBufferPointer) -> Result<Profile, FormatError> {
    do throws(FormatError) {
      var decoder = PprofDecoder(message)
      return .success(try decoder.decode())
    } catch {
      return .failure(error)
    }
  }
}
