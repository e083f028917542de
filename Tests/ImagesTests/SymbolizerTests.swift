import Testing

@testable import Images

/// What another symbolizer says of the same addresses is the truth here.
@Suite struct SymbolizerTests {
  private static let hasPeer = SymbolTestTools.symbolizer != nil && SymbolTestTools.clang != nil

  @Test(
    "Functions, files, lines and inlined calls of a C program are what llvm-symbolizer says",
    .enabled(if: hasPeer, "needs clang and llvm-symbolizer"),
    arguments: ["-gdwarf-4", "-gdwarf-5", "-gdwarf-5 -gz", "-gdwarf-5 -fdebug-types-section"])
  func agreesOnC(options: String) throws {
    let folder = SymbolTestFolder()
    let clang = try #require(SymbolTestTools.clang)
    let program = try #require(folder.compile(SymbolTestSource.c, named: "sample.c", with: clang, "-O2 -g \(options)"))
    let compared = try compare(program, step: 5)
    #expect(compared.addresses > 100)
    #expect(compared.deepest >= 3)
    #expect(compared.differences == [])
  }

  @Test(
    "Functions, files, lines and inlined calls of a Swift program are what llvm-symbolizer says",
    .enabled(if: hasPeer && SymbolTestTools.swiftc != nil, "needs swiftc and llvm-symbolizer"))
  func agreesOnSwift() throws {
    let folder = SymbolTestFolder()
    let swiftc = try #require(SymbolTestTools.swiftc)
    let program = try #require(folder.compile(SymbolTestSource.swift, named: "sample.swift", with: swiftc, "-parse-as-library -O -g"))
    let compared = try compare(program, step: 3)
    #expect(compared.addresses > 200)
    #expect(compared.deepest >= 3)
    #expect(compared.differences == [])
  }

  @Test(
    "Lines of functions the linker dropped do not cover those of real code", .enabled(if: hasPeer, "needs clang and llvm-symbolizer"),
    arguments: ["-gdwarf-4", "-gdwarf-5", "-gdwarf-5 -no-pie"])
  func droppedFunctions(options: String) throws {
    let folder = SymbolTestFolder()
    let clang = try #require(SymbolTestTools.clang)
    let program = try #require(
      folder.compile(SymbolTestSource.c, named: "sample.c", with: clang, "-O2 -g -ffunction-sections -Wl,--gc-sections \(options)"))
    let compared = try compare(program, step: 1, functions: ["main", "outer"])
    #expect(compared.addresses > 100)
    #expect(compared.differences == [])
    let symbolizer = Symbolizer(elf: try ELFFile(path: program), path: program)
    #expect(symbolizer.functionRange(named: "dropped") == nil)
    let last = try #require(symbolizer.functionRange(named: "_fini"))
    #expect(symbolizer.frames(at: last.lowerBound).map(\.line) == [0])
  }

  @Test("An address outside every function has no frames, and one of no image neither")
  func nothingElsewhere() throws {
    let symbolizer = Symbolizer(elf: try ELFFile(path: "/proc/self/exe"), path: "/proc/self/exe")
    #expect(symbolizer.hasSymbols)
    #expect(symbolizer.frames(at: 0).isEmpty)
    #expect(symbolizer.frames(at: .max).isEmpty)
    #expect(symbolizer.functionStart(at: .max) == nil)
  }

  // MARK: Comparing

  private struct Comparison {
    var addresses = 0
    var deepest = 0
    var differences: [String] = []
  }

  private func compare(_ program: String, step: Int, functions: Set<String>? = nil) throws -> Comparison {
    let symbolizer = Symbolizer(elf: try ELFFile(path: program), path: program)
    #expect(symbolizer.hasDebugInformation)
    var addresses: [UInt64] = []
    for index in 0..<symbolizer.symbols.count {
      let function = symbolizer.symbols[index]
      if functions?.contains(function.name) == false { continue }
      addresses += stride(from: function.address, to: function.address + function.size, by: step)
    }
    let list = addresses.map { "0x" + String($0, radix: 16) }.joined(separator: "\n") + "\n"
    let input = program + ".addresses"
    SymbolTestTools.write(list.utf8, to: input)
    let peer = try #require(SymbolTestTools.symbolizer)
    let output = try #require(SymbolTestTools.run("'\(peer)' --obj='\(program)' --no-demangle --inlines < '\(input)'"))
    var comparison = Comparison()
    // One block of lines per address, blank lines between them, two lines per frame.
    var lines = output.split(separator: "\n", omittingEmptySubsequences: false)[...]
    for address in addresses {
      var theirs: [String] = []
      while let line = lines.popFirst(), !line.isEmpty { theirs.append(Self.normalized(line)) }
      let frames = symbolizer.frames(at: address)
      let ours = frames.flatMap { [$0.name, $0.line == 0 ? "?" : "\($0.file):\($0.line):\($0.column)"] }
      comparison.addresses += 1
      comparison.deepest = max(comparison.deepest, frames.count)
      if ours != theirs, comparison.differences.count < 5 {
        comparison.differences.append("0x\(String(address, radix: 16)): \(ours) but \(theirs)")
      }
      if frames.dropLast().contains(where: { !$0.isInlined }) || frames.last?.isInlined != false {
        comparison.differences.append("0x\(String(address, radix: 16)): every frame but the last is inlined")
      }
    }
    return comparison
  }

  /// Where no line is known the file says nothing either.
  private static func normalized(_ line: Substring) -> String {
    let parts = line.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count >= 3, parts[parts.count - 2] == "0" { return "?" }
    return line.hasPrefix("/<compiler-generated>") ? String(line.dropFirst()) : String(line)
  }
}
