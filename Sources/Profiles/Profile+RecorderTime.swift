extension Profile {
  /// How the names of the kernel's functions begin that run a recorder's programs, and handle the breakpoints it set.
  private static let recorderFunctions = [
    "bpf_prog_", "__bpf_prog_", "bpf_trace_run", "__bpf_trace_", "trace_call_bpf", "perf_trace_", "uprobe_", "asm_exc_int3", "exc_int3",
  ]

  /// Processor time the target spent in the kernel for its recorder, nanoseconds: it is in the samples like the target's own work.
  ///
  /// 0 when the recording is not one of the `bpf` collector, or the kernel's functions have no names. Breakpoints and programs of others count too.
  ///
  /// - Complexity: linear in samples and the frames of distinct stacks.
  public func recorderTime() -> Int64 {
    guard environment.collector == "bpf", let type = sampleTypeIndex(ValueType.cpu.type) else { return 0 }
    let isOfRecorder = locations.map { location in
      location.lines.contains { line in
        let function = functions[line.function]
        return function.kind == .kernel && Self.recorderFunctions.contains { function.name.hasPrefix($0) }
      }
    }
    let totals = totals(ofSampleType: type)
    return stacks.withElements { elements in
      (0..<stacks.count).reduce(0) { sum, stack in
        stacks.range(of: stack).contains { isOfRecorder[Int(elements[$0])] } ? sum &+ totals[stack] : sum
      }
    }
  }
}
