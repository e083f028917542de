import Profiles

/// A profile as one page.
public enum HTMLReport {
  public static func render(_ profile: Profile, options: ViewOptions) throws(ViewError) -> [UInt8] { [] }
}
