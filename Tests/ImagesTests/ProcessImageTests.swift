import Glibc
import Testing

@testable import Images

/// Images of running programs whose files are not where they were, or not what they were.
@Suite("The images of a process", .serialized)
struct ProcessImageTests {
  private let folder = SymbolTestFolder()

  /// Starts a copy of `sleep`; the space knows it under `path`.
  private func sleeper(_ name: String = "program") throws -> (process: RunningProgram, path: String) {
    let path = "\(folder.path)/\(name)"
    SymbolTestTools.write(SymbolTestTools.read("/usr/bin/sleep"), to: path)
    return (try RunningProgram([path, "60"]), path)
  }

  private static let truth = (try? ELFFile(path: "/usr/bin/sleep"))?.buildID ?? ""

  private func program(_ process: RunningProgram, _ path: String) throws -> Image {
    let space = AddressSpace(processID: process.processID, cache: ImageCache())
    let region = try #require(space.executable)
    #expect(region.image.path == path)
    return region.image
  }

  @Test("are opened by their path", arguments: ["program", "two words", "größer"])
  func ordinary(name: String) throws {
    let (process, path) = try sleeper(name)
    let image = try program(process, path)
    #expect(image.buildID == Self.truth)
    #expect(image.problem == "" && image.root == "")
    #expect(image.hasUnwindTable)
  }

  @Test("are opened although the path has a line break, which the kernel writes as \\012")
  func lineBreak() throws {
    let (process, _) = try sleeper("two\nlines")
    let space = AddressSpace(processID: process.processID, cache: ImageCache())
    let image = try #require(space.regions.first { $0.image.path.contains("two") }?.image)
    #expect(image.buildID == Self.truth)
    #expect(space.executable?.image === image)
  }

  @Test("are those that are mapped, although the file was deleted", .enabled(if: geteuid() == 0, "needs root"))
  func deleted() throws {
    let (process, path) = try sleeper()
    unlink(path)
    let image = try program(process, path)
    #expect(image.buildID == Self.truth)
    #expect(image.hasUnwindTable)
  }

  @Test("are those that are mapped, although another file has taken the place", .enabled(if: geteuid() == 0, "needs root"))
  func replaced() throws {
    let (process, path) = try sleeper()
    SymbolTestTools.write(SymbolTestTools.read("/usr/bin/true"), to: path + ".new")
    #expect(rename(path + ".new", path) == 0)
    #expect(try ELFFile(path: path).buildID != Self.truth)
    #expect(try program(process, path).buildID == Self.truth)
  }

  @Test("are not taken from a file that was put where a deleted one was", .enabled(if: geteuid() == 0, "needs root"))
  func deletedAndMadeAgain() throws {
    let (process, path) = try sleeper()
    unlink(path)
    SymbolTestTools.write("no program".utf8, to: path)
    let image = try program(process, path)
    #expect(image.buildID == Self.truth)
  }

  @Test("say what the problem is when a mapped file is no ELF file")
  func notELF() throws {
    let cache = ImageCache()
    let path = "\(folder.path)/text"
    SymbolTestTools.write("no program".utf8, to: path)
    var status = stat()
    stat(path, &status)
    let entry = MapEntry(
      start: 0x1000, end: 0x2000, isReadable: true, isWritable: false, isExecutable: true, fileOffset: 0, device: "00:00",
      inode: UInt64(status.st_ino), path: path, isDeleted: false)
    let image = try #require(cache.image(for: entry, processID: getpid()))
    #expect(image.elf == nil)
    #expect(!image.problem.isEmpty)
    #expect(image.symbolizer == nil && !image.hasUnwindTable)
  }

  @Test("are opened once for all processes, and not at all for memory without a file")
  func shared() throws {
    let (first, path) = try sleeper()
    let second = try RunningProgram([path, "60"])
    let cache = ImageCache()
    let images = [first, second].map { AddressSpace(processID: $0.processID, cache: cache).executable?.image }
    #expect(images[0] != nil && images[0] === images[1])
    var entry = try #require(MemoryMap.read(processID: first.processID).first { $0.path == "[stack]" })
    entry.isExecutable = true
    #expect(cache.image(for: entry, processID: first.processID) == nil)
  }

  @Test("have the vDSO among them, copied from memory, with names and a table for unwinding")
  func vdso() throws {
    let (process, _) = try sleeper()
    let space = AddressSpace(processID: process.processID, cache: ImageCache())
    let region = try #require(space.regions.first { $0.image.path == "[vdso]" })
    #expect(region.image.elf != nil)
    #expect(region.image.hasUnwindTable)
    let symbolizer = try #require(region.image.symbolizer)
    let function = try #require(symbolizer.functionRange(named: "__vdso_clock_gettime"))
    #expect(region.start...region.end ~= function.lowerBound &+ region.bias)
    #expect(region.image.unwindTable.rule(at: function.lowerBound) == UnwindRule(frame: .stackPointer, offset: 8))
  }

  @Test("stay known when the process has ended")
  func ended() throws {
    let (process, path) = try sleeper()
    let space = AddressSpace(processID: process.processID, cache: ImageCache())
    let before = space.regions.map(\.image.path)
    #expect(before.contains(path))
    process.end()
    space.refresh()
    #expect(space.regions.map(\.image.path) == before)
  }
}

/// A program that runs and does not matter.
final class RunningProgram {
  let processID: pid_t

  /// Starts it and waits until it is itself.
  init(_ words: [String]) throws {
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var processID: pid_t = 0
    guard posix_spawn(&processID, words[0], nil, nil, &arguments, environ) == 0 else { throw StoppedProcess.Failure.spawn }
    self.processID = processID
    // Asleep in its own code: the loader has done its work.
    for _ in 0..<1_000 {
      let state = String(decoding: ProcFile.bytes("/proc/\(processID)/stat"), as: UTF8.self).split(separator: ")").last?.dropFirst().first
      if state == "S", MemoryMap.read(processID: processID).contains(where: { $0.path.hasSuffix("libc.so.6") }) { return }
      usleep(5_000)
    }
    throw StoppedProcess.Failure.spawn
  }

  func end() {
    kill(processID, SIGKILL)
    var status: Int32 = 0
    waitpid(processID, &status, 0)
  }

  deinit { end() }
}
