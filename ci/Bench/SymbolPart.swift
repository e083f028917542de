import Glibc
import Images

/// Cold symbolication of many addresses with inlines, each time in a new process, beside llvm-symbolizer on the same list.
enum SymbolPart {
  static let count = 20_000
  /// The word that makes this program print the frames at the addresses it reads, instead of the table.
  static let mode = "--symbolize"

  static func run(_ table: inout Table) throws {
    let binary = Bench.executable
    let list = try addresses(of: binary)
    let input = Bench.scratch("addresses")
    try Bench.write(Array(list.map { "0x" + String($0, radix: 16) }.joined(separator: "\n").utf8), to: input)
    let llvm = Bench.tool("llvm-symbolizer")
    var ours: [Double] = []
    var theirs: [Double] = []
    // Interleaved: both see the same machine. The first round only warms the page cache.
    for round in 0..<8 {
      let own = try Subprocess.run([binary, mode, binary], input: input)
      guard own.status == 0 else { throw BenchError("symbolication failed: \(own.output.prefix(200))") }
      if round > 0 { ours.append(own.seconds) }
      guard llvm != nil else { continue }
      let other = try Subprocess.run(["llvm-symbolizer", "--inlines", "--no-demangle", "--obj=\(binary)"], input: input)
      guard other.status == 0 else { throw BenchError("llvm-symbolizer failed: \(other.output.prefix(200))") }
      if round > 0 { theirs.append(other.seconds) }
    }
    let own = Samples(ours).median
    let peer = Samples(theirs).median
    table.add(
      "cold symbolication of \(list.count) addresses with inlines", bar: "≤ llvm-symbolizer", measured: "\(own.rounded(decimals: 3)) s",
      isMet: llvm == nil ? nil : own <= peer,
      peer: llvm == nil
        ? "llvm-symbolizer is not installed" : "llvm-symbolizer: \(peer.rounded(decimals: 3)) s (ratio \((own / peer).rounded(decimals: 2)))")
  }

  /// Prints the frames at every address on standard input.
  static func symbolize(_ path: String) throws {
    let symbolizer = Symbolizer(elf: try ELFFile(path: path), path: path)
    var output: [UInt8] = []
    while let line = readLine() {
      guard let address = UInt64(line.dropFirst(2), radix: 16) else { continue }
      for frame in symbolizer.frames(at: address) {
        output.append(contentsOf: "\(frame.name)\n\(frame.file):\(frame.line):\(frame.column)\n".utf8)
      }
      output.append(10)
    }
    try Bench.write(output, to: "/dev/stdout")
  }

  /// Addresses spread over all functions of a program.
  private static func addresses(of path: String) throws -> [UInt64] {
    let symbols = SymbolTable(elf: try ELFFile(path: path))
    let functions = (0..<symbols.count).map { symbols[$0] }.filter { $0.size >= 8 }
    let bytes = functions.reduce(0) { $0 + $1.size }
    let step = max(1, bytes / UInt64(count))
    var list: [UInt64] = []
    var next: UInt64 = 0
    var passed: UInt64 = 0
    for function in functions {
      while next < passed + function.size, list.count < count {
        list.append(function.address + (next - passed))
        next += step
      }
      passed += function.size
    }
    return list
  }
}
