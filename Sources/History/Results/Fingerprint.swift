import Profiles

/// What must be equal for two entries to be compared, as one text: processor, kernel, toolchain, collector, tool.
public enum Fingerprint {
  public static func text(cpuModel: String, kernel: String, toolchain: String, collector: String, toolVersion: String) -> String {
    let tool = toolVersion.isEmpty ? "" : "headroom \(toolVersion)"
    return [cpuModel, kernel, toolchain, collector, tool].filter { !$0.isEmpty }.joined(separator: " | ")
  }

  static func text(_ environment: Environment) -> String {
    text(
      cpuModel: environment.cpuModel, kernel: environment.kernel, toolchain: environment.toolchain, collector: environment.collector,
      toolVersion: environment.toolVersion)
  }

  /// Of the object `environment` of a result.
  static func text(_ environment: JSONValue?) -> String {
    func text(_ key: String) -> String { environment?[key]?.string ?? "" }
    return self.text(
      cpuModel: text("cpuModel"), kernel: text("kernel"), toolchain: text("toolchain"), collector: text("collector"), toolVersion: text("toolVersion")
    )
  }

  /// What was run, when nobody gives the benchmark a name: that of the program.
  static func benchmark(of target: String) -> String { target.split(separator: "/").last.map(String.init) ?? "" }
}
