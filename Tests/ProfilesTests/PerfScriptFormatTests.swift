import Testing

@testable import Profiles

@Suite struct PerfScriptFormatTests {
  private func decode(_ text: String) throws -> Profile { try ProfileFormat.perfScript.decode(Array(text.utf8)) }

  private func stacks(_ profile: Profile) throws -> [String] {
    String(decoding: try ProfileFormat.collapsed.encode(profile, sampleType: 0), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test("Samples with call chains, kernel frames and periods")
  func framePointers() throws {
    let profile = try ProfileFormat.perfScript.decode(try fixture("frame-pointers.perf"))
    #expect(profile.sampleTypes == [.samples, .cpu])
    #expect(profile.samples.count == 7)
    #expect(try FunctionTable(profile).total == 7 * 10_101_010)
    #expect(profile.duration > 0)
    #expect(profile.labelSets.text("thread", in: 1) == "t")
    #expect(profile.labelSets.number("tid", in: 1) == 13810)
    let lines = try stacks(profile)
    #expect(lines.contains { $0.hasPrefix("__libc_start_call_main;main;outer;inner ") })
    #expect(lines.contains { $0.contains(";inner;asm_sysvec_apic_timer_interrupt_[k];") })
    #expect(profile.mappings.map(\.path).contains("/srv/split"))
  }

  @Test("Inlined functions become lines of the location that holds them")
  func inlined() throws {
    let profile = try ProfileFormat.perfScript.decode(try fixture("dwarf-inlined.perf"))
    let location = try #require(profile.locations.first { $0.address == 0x117b })
    #expect(location.lines.map { profile.functions[$0.function].name } == ["middle", "outer"])
    #expect(try stacks(profile) == ["_start;__libc_start_main_impl;__libc_start_call_main;main;outer;middle;inner 4"])
  }

  @Test("Source lines below the frames give files and lines")
  func sourceLines() throws {
    let profile = try ProfileFormat.perfScript.decode(try fixture("source-lines.perf"))
    let location = try #require(profile.locations.first { $0.address == 0x117b })
    #expect(location.lines.map { profile.functions[$0.function].name } == ["middle", "outer"])
    #expect(location.lines.map { profile.functions[$0.function].file } == ["t.c", "t.c"])
    #expect(location.lines.map(\.line) == [3, 4])
  }

  @Test("So many samples of so many events that memory would not hold them are refused in one line")
  func tooManyEvents() {
    let text = (0..<20_000).map { "app 1/1 1.\(100_000 + $0): 1 event\($0): 10 main (/bin/app)\n" }.joined()
    let error = #expect(throws: FormatError.self) { try ProfileFormat.perfScript.decode(Array(text.utf8)) }
    #expect(error?.description.contains("20000 events") == true, "\(error.debugDescription)")
  }

  @Test("Without call chains the frame is on the header line")
  func noCallChain() throws {
    let profile = try ProfileFormat.perfScript.decode(try fixture("no-callchain.perf"))
    #expect(profile.samples.count == 5)
    #expect(try FunctionTable(profile).rows.first?.frame.name == "inner")
  }

  @Test("Commands with blanks and digits, processors, pid/tid, modifiers, symbols with blanks and deleted images")
  func oddities() throws {
    let profile = try decode(
      """
      # captured on: today
      Thread 1 (x) 77/78 [003] 10.5: 1000 cycles:u:
      \t    7f01 closure #1 (Swift.Int) -> () in main+0x1f (/tmp/app (deleted))
      \t    7f02 operator()(int) const (/lib/libx.so)
      \t    7f03 [unknown] (/lib/liby.so)
      \t    7f04 [unknown] ([unknown])

      Thread 1 (x) 77/78 [003] 10.7: 500 cycles:u:
      \tffffffff81000000 entry ([kernel.kallsyms])


      """)
    #expect(profile.sampleTypes == [.samples, ValueType(type: "cycles", unit: "count")])
    #expect(profile.samples.values == [1, 1000, 1, 500])
    #expect(profile.duration == 200_000_000)
    #expect(profile.labelSets[1] == [Label("thread", "Thread 1 (x)"), Label("tid", 78), Label("pid", 77)])
    #expect(try stacks(profile) == ["[unknown];[liby.so];operator()(int) const;closure #1 (Swift.Int) -> () in main 1", "entry_[k] 1"])
    #expect(profile.mappings[0].path == "/tmp/app (deleted)")
  }

  @Test("Several events are columns beside the number of samples")
  func events() throws {
    let profile = try decode(
      "a 1 1.0: 100 cycles:\n\t1 f (x)\n\na 1 1.1: 7 cache-misses:\n\t2 g (x)\n\na 1 1.2: sched:sched_switch: prev=1\n\t3 h (x)\n")
    #expect(profile.sampleTypes.map(\.type) == ["samples", "cycles", "cache-misses", "sched:sched_switch"])
    #expect(profile.samples.values == [1, 100, 0, 0, 1, 0, 7, 0, 1, 0, 0, 1])
  }

  @Test("Without time and event only samples are counted")
  func fewFields() throws {
    let profile = try decode("a 1 \n\t1 f\n\t2 main\n\na 1 \n\t1 f\n\t2 main\n\n")
    #expect(profile.sampleTypes == [.samples])
    #expect(try stacks(profile) == ["main;f 2"])
  }

  @Test("A line that perf script does not print is named")
  func wrong() {
    let error = #expect(throws: FormatError.self) { try decode("a 1 1.0: 1 cycles:\n\t1 f (x)\n\nnonsense here\n") }
    #expect(error?.problem.contains("line 4") == true)
  }
}
