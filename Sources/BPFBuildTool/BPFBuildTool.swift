import Foundation
import PackagePlugin

/// Compiles every `*.bpf.c` of a target with the toolchain's clang, and embeds the object in a Swift file: `enum SamplerObject`.
///
/// Nothing binary is checked in, and nothing has to be installed beside the executable.
@main
struct BPFBuildTool: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
    guard let target = target as? SourceModuleTarget else { return [] }
    let clang = try context.tool(named: "clang").url
    let headers = context.package.directoryURL.appending(path: "Sources/CBPF/include")
    // They are not sources of the Swift target (it excludes them), so they are looked for in its folder.
    let files = FileManager.default.enumerator(at: target.directoryURL, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    let included = files.filter { $0.pathExtension == "h" } + [headers.appending(path: "headroom_sampler.h")]
    return files.filter { $0.lastPathComponent.hasSuffix(".bpf.c") }.map { source in
      command(source, clang: clang, headers: headers, included: included, folder: context.pluginWorkDirectoryURL)
    }
  }

  private func command(_ source: URL, clang: URL, headers: URL, included: [URL], folder: URL) -> Command {
    let name = String(source.lastPathComponent.dropLast(".bpf.c".count))
    let object = folder.appending(path: "\(name).bpf.o")
    let output = folder.appending(path: "\(name.capitalized)Object.swift")
    // $1 clang, $2 source, $3 headers, $4 object, $5 Swift file, $6 name of the enum
    let script = """
      "$1" -O2 -g -mcpu=v3 -target bpf -Wall -Werror -I/usr/include/$(uname -m)-linux-gnu -I"$3" -c "$2" -o "$4" &&
      { echo "/// The compiled BPF program of $(basename "$2"), base64." && echo "enum $6 {" && printf '  static let base64 = "' &&
        base64 -w0 "$4" && echo '"' && echo "}"; } >"$5"
      """
    return .buildCommand(
      displayName: "Compiling \(source.lastPathComponent)", executable: URL(filePath: "/bin/sh"),
      arguments: ["-c", script, "sh", clang.path, source.path, headers.path, object.path, output.path, "\(name.capitalized)Object"],
      inputFiles: [source] + included, outputFiles: [output])
  }
}
