import PackagePlugin

/// Compiles the BPF programs of a target with the toolchain's clang.
@main
struct BPFBuildTool: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] { [] }
}
