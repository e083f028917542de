/// pprof's `profile.proto`, gzipped: the file every recording is kept in.
///
/// What the standard has no field for (`FunctionKind`, `Location.isAsync`) is in extra fields that other readers skip; the environment is in
/// the comments. Stacks and label sets come back in the order of their first use by a sample; those that no sample uses are not kept.
enum PprofFormat {
  static func encode(_ profile: Profile) throws(FormatError) -> [UInt8] {
    var encoder = PprofEncoder()
    encoder.encode(profile)
    return try Gzip.compress(encoder.output.bytes)
  }

  static func decode(_ bytes: [UInt8]) throws(FormatError) -> Profile {
    let message = Gzip.isGzip(bytes) ? try Gzip.decompress(bytes) : bytes
    guard message.count <= Gzip.unpackedLimit else {
      throw FormatError(.tooLarge, "the profile has more than \(Gzip.unpackedLimit) bytes", remedy: "record for a shorter time")
    }
    let result: Result<Profile, FormatError> = message.withUnsafeBytes { input in
      do throws(FormatError) {
        var decoder = PprofDecoder(input)
        return .success(try decoder.decode())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
