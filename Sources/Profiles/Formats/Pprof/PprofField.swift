/// Field numbers of `profile.proto`: <https://github.com/google/pprof/blob/main/proto/profile.proto>.
enum PprofField {
  static let sampleType = 1
  static let sample = 2
  static let mapping = 3
  static let location = 4
  static let function = 5
  static let stringTable = 6
  static let timeNanos = 9
  static let durationNanos = 10
  static let periodType = 11
  static let period = 12
  static let comment = 13
  static let defaultSampleType = 14

  enum ValueType {
    static let type = 1
    static let unit = 2
  }

  enum Sample {
    static let locationID = 1
    static let value = 2
    static let label = 3
  }

  enum Label {
    static let key = 1
    static let text = 2
    static let number = 3
    static let unit = 4
  }

  enum Mapping {
    static let id = 1
    static let start = 2
    static let limit = 3
    static let fileOffset = 4
    static let path = 5
    static let buildID = 6
    static let hasFunctions = 7
    static let hasFilenames = 8
    static let hasLineNumbers = 9
    static let hasInlineFrames = 10
  }

  enum Location {
    static let id = 1
    static let mappingID = 2
    static let address = 3
    static let line = 4
    static let isFolded = 5
    /// Not in the standard, so other readers skip it: 1 when the frame was reached through the async context chain.
    static let isAsync = 16
  }

  enum Line {
    static let functionID = 1
    static let line = 2
    static let column = 3
  }

  enum Function {
    static let id = 1
    static let name = 2
    static let systemName = 3
    static let file = 4
    static let startLine = 5
    /// Not in the standard, so other readers skip it: the raw value of `FunctionKind`.
    static let kind = 16
  }
}
