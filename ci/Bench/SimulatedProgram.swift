import Glibc
import Profiles
import Regression
import Statistics

/// A program of known costs whose runs are drawn at random: functions with Poisson samples, and costs that differ from run to run.
struct SimulatedProgram {
  struct Routine {
    var name: String
    var symbol: String
    var file: String
    var line: Int
    /// Names of its callers, outermost first.
    var callers: [String]
    /// Nanoseconds per request.
    var cost: Double
  }

  var routines: [Routine]
  /// Samples of a run, all functions together, when a request costs `nominal`.
  var samplesPerRun = 30_000.0
  var requests = 10_000.0
  /// The sum of the costs the number of samples is for.
  var nominal: Double
  /// Between runs: each function for itself, and all of a run together.
  var ownVariation = 0.02
  var commonVariation = 0.0

  /// Functions whose costs fall as those of real programs do: the k-th costs in proportion to 1/k^0.7; each is called by one of ten services.
  init(functions: Int = 200) {
    let weights = (1...functions).map { pow(Double($0), -0.7) }
    let sum = weights.reduce(0, +)
    routines = weights.enumerated().map { index, weight in
      let service = index % 10
      return Routine(
        name: "Service\(service).work\(index)(_:)", symbol: "$s3App8Service\(service)C4work\(index)yyF", file: "Sources/App/Service\(service).swift",
        line: 10 + index * 7, callers: ["main", "Server.handle(_:)", "Service\(service).serve(_:)"], cost: 100_000 * weight / sum)
    }
    nominal = 100_000
  }

  subscript(index: Int) -> Routine {
    get { routines[index] }
    set { routines[index] = newValue }
  }

  /// The routine whose share of the whole is nearest.
  func index(ofShare share: Double) -> Int {
    routines.indices.min { abs(routines[$0].cost / nominal - share) < abs(routines[$1].cost / nominal - share) }!
  }

  /// One run; whoever makes many keeps a recorder.
  func run(_ generator: inout SplitMix64, machine: Double = 1) -> Run { Recorder(self).run(&generator, machine: machine) }

  /// Makes runs of one program: what all of them have in common is built once.
  struct Recorder {
    private let program: SimulatedProgram
    private var template: Profile
    private var stacks: [Int] = []
    private let period: Double

    init(_ program: SimulatedProgram) {
      self.program = program
      period = program.nominal * program.requests / program.samplesPerRun
      template = Profile(sampleTypes: [.samples, .cpu], defaultSampleType: "cpu")
      template.mappings = [Mapping(start: 0x1000, limit: 0x100_0000, fileOffset: 0, path: "/srv/app/App", buildID: "ab")]
      template.period = Int64(period)
      template.environment.target = "/srv/app/App"
      var locations: [String: UInt32] = [:]
      for routine in program.routines {
        var stack = [location(routine.name, routine.symbol, routine.file, routine.line, &locations)]
        for caller in routine.callers.reversed() {
          let file = caller.hasPrefix("Service") ? "Sources/App/\(caller.prefix(8)).swift" : "Sources/App/Server.swift"
          // A caller that is a routine itself is that routine.
          let known = program.routines.first { $0.name == caller }
          stack.append(location(caller, known?.symbol ?? "$s3App" + caller, known?.file ?? file, known?.line ?? 1, &locations))
        }
        stacks.append(template.stacks.intern(stack))
      }
    }

    private mutating func location(_ name: String, _ symbol: String, _ file: String, _ line: Int, _ known: inout [String: UInt32]) -> UInt32 {
      let key = symbol + file
      if let location = known[key] { return location }
      template.functions.append(Function(name: name, systemName: symbol, file: file, startLine: line))
      let address = 0x1000 + UInt64(template.locations.count) * 64
      template.locations.append(Location(mapping: 0, address: address, lines: [Line(function: template.functions.count - 1, line: line)]))
      known[key] = UInt32(template.locations.count - 1)
      return UInt32(template.locations.count - 1)
    }

    /// - Parameter machine: By what this run is slower than others, for all functions: noise of the machine.
    func run(_ generator: inout SplitMix64, machine: Double = 1) -> Run {
      var profile = template
      let common = machine * exp(program.commonVariation * generator.normal())
      var cpu = 0.0
      for (routine, stack) in zip(program.routines, stacks) {
        let cost = routine.cost * common * exp(program.ownVariation * generator.normal())
        cpu += cost * program.requests
        let count = generator.poisson(cost * program.requests / period)
        if count > 0 { profile.samples.append(stack: stack, labels: 0, values: [Int64(count), Int64(Double(count) * period)]) }
      }
      var run = Run(point: Run.Point(level: 1), repetition: 0, requests: program.requests, seconds: cpu / 1e9, profile: profile)
      run.meters.targetCPU = cpu
      return run
    }
  }
}

extension SplitMix64 {
  /// Standard normal; Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958.
  mutating func normal() -> Double { (-2 * log(1 - unit())).squareRoot() * cos(2 * Double.pi * unit()) }

  /// Exact by multiplication below 30; above, the normal approximation.
  mutating func poisson(_ mean: Double) -> Int {
    if mean > 30 { return max(0, Int((mean + mean.squareRoot() * normal()).rounded())) }
    let limit = exp(-mean)
    var (count, product) = (0, unit())
    while product > limit { (count, product) = (count + 1, product * unit()) }
    return count
  }
}

/// Carries out what a gate asks for, with simulated programs.
enum SimulatedGate {
  /// - Parameter noise: What the machine does to a run, by its order; both sides get the same for the same order.
  static func run(_ base: SimulatedProgram, _ head: SimulatedProgram, _ plan: Gate.Plan, seed: UInt64, noise: (Int) -> Double = { _ in 1 }) -> Gate {
    var generator = SplitMix64(seed: seed)
    var gate = Gate(plan)
    let (before, after) = (SimulatedProgram.Recorder(base), SimulatedProgram.Recorder(head))
    while let step = gate.next() {
      let recorder = step.side == .base ? before : after
      gate.add(recorder.run(&generator, machine: noise(step.order)), for: step)
    }
    return gate
  }
}
