/// The file formats a profile can be read from or written to.
public enum ProfileFormat: String, Sendable, CaseIterable {
  /// pprof's `profile.proto`, gzipped (raw is read too). The only one that keeps everything.
  case pprof
  /// `root;caller;leaf value` lines, as flame graph tools take and make.
  case collapsed
  /// The JSON of <https://www.speedscope.app>; written only.
  case speedscope
  /// The JSON of <https://profiler.firefox.com>.
  case firefox
  /// The text that `perf script` prints; read only.
  case perfScript = "perf-script"

  /// Whether `decode` accepts the format.
  public var isReadable: Bool { self != .speedscope && self != .firefox }

  /// Whether `encode` can make the format.
  public var isWritable: Bool { self != .perfScript }

  /// Reads a profile in this format.
  public func decode(_ bytes: [UInt8]) throws(FormatError) -> Profile {
    guard !bytes.isEmpty else {
      throw FormatError(.notAProfile, "the file is empty", remedy: "record again, and look whether the disk was full")
    }
    return try decodeUnpacked(self != .pprof && Gzip.isGzip(bytes) ? try Gzip.decompress(bytes).array() : bytes)
  }

  private func decodeUnpacked(_ bytes: [UInt8]) throws(FormatError) -> Profile {
    switch self {
    case .pprof: return try PprofFormat.decode(bytes)
    case .collapsed: return try CollapsedFormat.decode(bytes)
    case .perfScript: return try PerfScriptFormat.decode(bytes)
    case .speedscope, .firefox:
      throw FormatError(
        .unsupported, "\(rawValue) files can only be written, not read", remedy: "convert from the pprof file that it was made from")
    }
  }

  /// Writes a profile in this format.
  ///
  /// Formats with one value per stack take that of `sampleType`, the profile's default when it is nil; pprof keeps them all.
  public func encode(_ profile: Profile, sampleType: Int? = nil) throws(FormatError) -> [UInt8] {
    let type = sampleType ?? profile.defaultSampleTypeIndex
    switch self {
    case .pprof: return try PprofFormat.encode(profile)
    case .collapsed: return CollapsedFormat.encode(profile, sampleType: type)
    case .speedscope: return SpeedscopeFormat.encode(profile, sampleType: type)
    case .firefox: return FirefoxFormat.encode(profile, sampleType: type)
    case .perfScript:
      throw FormatError(
        .unsupported, "perf script text can only be read, not written", remedy: "write pprof, collapsed, speedscope or firefox instead")
    }
  }

  /// Writes a profile into a file of this name: gzipped, whatever the format, when the name ends in `.gz`.
  public func encode(_ profile: Profile, fileName: String) throws(FormatError) -> [UInt8] {
    let bytes = try encode(profile)
    guard self != .pprof, fileName.hasSuffix(".gz") else { return bytes }
    return try Gzip.compress(bytes)
  }
}
