import CBPF
import Glibc
import Images

/// What the kernel says of a process that runs.
enum Meter {
  /// CLOCK_MONOTONIC, seconds.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// CPU seconds of all threads so far, those that have ended included.
  static func processorSeconds(_ processID: pid_t) -> Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(processID, &clock) == 0, clock_gettime(clock, &time) == 0 else { return .nan }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// How often the threads that live now have left a processor.
  static func switches(_ processID: pid_t) -> Double {
    names(in: "/proc/\(processID)/task").reduce(0) {
      $0 + number("voluntary_ctxt_switches:", "/proc/\(processID)/task/\($1)/status")
        + number("nonvoluntary_ctxt_switches:", "/proc/\(processID)/task/\($1)/status")
    }
  }

  /// Resident memory, bytes.
  static func residentBytes(_ processID: pid_t) -> Double { 1024 * number("VmRSS:", "/proc/\(processID)/status") }

  /// Processors of this machine.
  static let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  /// The names in a folder.
  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// The number after a word that begins a line; 0 when there is none.
  static func number(_ word: String, _ path: String) -> Double {
    for line in ProcFile.text(path).split(separator: "\n") where line.hasPrefix(word) {
      return line.dropFirst(word.count).split(whereSeparator: { $0 == " " || $0 == "\t" }).first.flatMap { Double($0) } ?? 0
    }
    return 0
  }
}

/// What the BPF programs of a recorder have cost: the kernel's own account, free of the noise of a machine.
struct ProgramCost {
  var runs = 0.0
  var nanoseconds = 0.0
  /// Nanoseconds of one run.
  var each: Double { runs > 0 ? nanoseconds / runs : 0 }

  /// Programs by what starts them.
  enum Kind: Double {
    case ticks = 7
    case switches = 26
    case probes = 2
  }

  /// True when a process holds programs that are attached to something.
  static func areAttached(_ processID: pid_t) -> Bool {
    Meter.names(in: "/proc/\(processID)/fdinfo").contains { ProcFile.text("/proc/\(processID)/fdinfo/\($0)").contains("link_type:") }
  }

  /// So far, by kind, of the programs that a process has open.
  static func read(_ processID: pid_t) -> [Kind: ProgramCost] {
    var costs: [Kind: ProgramCost] = [:]
    var seen: Set<Double> = []
    for name in Meter.names(in: "/proc/\(processID)/fdinfo") {
      let path = "/proc/\(processID)/fdinfo/\(name)"
      // Links name their program too, but have no times.
      guard let kind = Kind(rawValue: Meter.number("prog_type:", path)), seen.insert(Meter.number("prog_id:", path)).inserted else { continue }
      costs[kind, default: ProgramCost()].runs += Meter.number("run_cnt:", path)
      costs[kind, default: ProgramCost()].nanoseconds += Meter.number("run_time_ns:", path)
    }
    return costs
  }
}

/// What a recorder itself and its programs used during some work.
struct RecorderCost {
  var programs: [ProgramCost.Kind: ProgramCost] = [:]
  var seconds = 0.0
  var processorSeconds = 0.0

  /// Time of all programs as a share of all processors.
  var programShare: Double { programs.values.reduce(0) { $0 + $1.nanoseconds } / 1e9 / seconds / Double(Meter.cores) }
  /// Time of the recorder as a share of all processors.
  var recorderShare: Double { processorSeconds / seconds / Double(Meter.cores) }

  /// Counts during `work`; the kernel keeps these times only while somebody asks for them.
  static func measure(_ recorder: pid_t, during work: () throws -> Void) throws -> RecorderCost {
    let descriptor = bpf_enable_stats(BPF_STATS_RUN_TIME)
    guard descriptor >= 0 else { throw BenchError("the kernel does not keep the times of BPF programs") }
    defer { close(descriptor) }
    let before = (ProgramCost.read(recorder), Meter.processorSeconds(recorder), Meter.now())
    try work()
    var cost = RecorderCost(programs: ProgramCost.read(recorder))
    cost.processorSeconds = Meter.processorSeconds(recorder) - before.1
    cost.seconds = Meter.now() - before.2
    for (kind, earlier) in before.0 {
      cost.programs[kind]?.runs -= earlier.runs
      cost.programs[kind]?.nanoseconds -= earlier.nanoseconds
    }
    return cost
  }

  /// For a row: shares, and nanoseconds of a run by kind.
  var text: String {
    var text = "programs \(programShare.percent) of \(Meter.cores) cores"
    for (kind, name) in [(ProgramCost.Kind.ticks, "sample"), (.switches, "scheduler event"), (.probes, "probe")] {
      guard let cost = programs[kind], cost.runs > 0 else { continue }
      text += "; \(cost.each.rounded(decimals: 0)) ns a \(name) (\((cost.runs / seconds).rounded(decimals: 0))/s)"
    }
    return text + "; recorder \(recorderShare.percent)"
  }
}
