import Glibc

/// Outside programs that the tests of symbols use, found in PATH or the Swift toolchain.
enum SymbolTestTools {
  static let clang = find("clang")
  static let swiftc = find("swiftc")
  static let objcopy = find("llvm-objcopy")
  static let symbolizer = find("llvm-symbolizer")

  private static func find(_ name: String) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders = path.split(separator: ":").map(String.init) + ["/opt/swift/usr/bin", "/usr/local/bin", "/usr/bin"]
    return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// Runs a shell command and gives what it prints; nil when it fails.
  static func run(_ command: String) -> String? {
    guard let pipe = popen(command, "r") else { return nil }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, pipe)
      if count == 0 { break }
      output += buffer[..<count]
    }
    return pclose(pipe) == 0 ? String(decoding: output, as: UTF8.self) : nil
  }

  static func read(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: max(0, Int(lseek(descriptor, 0, SEEK_END))))
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return Array(bytes.prefix(max(0, count)))
  }

  static func write(_ bytes: some Sequence<UInt8>, to path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o755)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array(bytes)
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }
}

/// A folder of its own for one test; it goes when the test ends.
final class SymbolTestFolder {
  let path: String

  init() {
    var template = Array("/tmp/headroom-symbols-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }

  deinit {
    if path.hasPrefix("/tmp/headroom-symbols-") { _ = SymbolTestTools.run("rm -rf '\(path)'") }
  }

  /// Compiles a source text; gives the path of the program.
  func compile(_ source: String, named name: String, with compiler: String, _ options: String) -> String? {
    let file = "\(path)/\(name)"
    SymbolTestTools.write(source.utf8, to: file)
    let program = "\(path)/\(name).out"
    return SymbolTestTools.run("cd '\(path)' && '\(compiler)' \(options) '\(name)' -o '\(program)' 2>&1") == nil ? nil : program
  }
}

/// Sources with inlined calls two deep.
enum SymbolTestSource {
  static let c = """
    #include <stdlib.h>
    static inline __attribute__((always_inline)) int square(int x) { return x * x + rand(); }
    static inline __attribute__((always_inline)) int twice(int x) {
      int a = square(x);
      return a + square(x + 1);
    }
    __attribute__((noinline)) int outer(int n) {
      int total = 0;
      for (int i = 0; i < n; i++) {
        total += twice(i);
        if (total > 100) { int k = square(total); total -= k; }
      }
      return total;
    }
    /* Where the linker drops it, its lines stay behind at address 0 and overlap real code. */
    int dropped(int x) { __asm__ volatile(".skip 9000, 0x90"); return square(x); }
    int shared_table[32];
    _Thread_local int own_counter;
    int main(int argc, char **argv) { own_counter = argc; return (outer(argc) + shared_table[argc] + own_counter) & 1; }

    """

  static let swift = """
    struct Matrix {
      var cells: [Int]
      @inline(__always) func cell(_ row: Int, _ column: Int) -> Int { cells[row &* 4 &+ column] }
      @inline(__always) func row(_ index: Int) -> Int {
        var sum = 0
        for column in 0..<4 { sum &+= cell(index, column) }
        return sum
      }
      @inline(never) func total(from first: Int) -> Int {
        var sum = 0
        for index in first..<4 { sum &+= row(index) }
        return sum
      }
    }
    actor Counter {
      var value = 0
      func add(_ amount: Int) async -> Int {
        value += amount
        await Task.yield()
        return value
      }
    }
    @main struct Program {
      static func main() async {
        let matrix = Matrix(cells: (0..<16).map { $0 &* 3 })
        let counter = Counter()
        print(matrix.total(from: CommandLine.arguments.count - 1), await counter.add(2))
      }
    }

    """
}
