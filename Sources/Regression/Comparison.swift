import Profiles
import Scaling
import Statistics

/// Which of the two things that are compared.
public enum Side: String, Sendable, CaseIterable {
  case base, head
}

/// Whether each request costs more (performance) or the program serves fewer of them at once (scalability).
public enum Aspect: String, Sendable, CaseIterable {
  case performance, scalability
}

/// What changed between two sets of runs, and what that comes to: the answer of `diff` and of `gate`.
public struct Comparison: Sendable {
  public var verdict = Verdict.inconclusive
  /// The answer in one sentence: `Router.respond(to:) got 10.2 % slower (95 % 8.1 … 12.3 %), 0.5 % of a request.`
  public var sentence = ""
  /// Why this verdict, in one sentence.
  public var reason = ""
  /// Performance and scalability apart; an aspect nobody measured is missing.
  public var aspects: [AspectVerdict] = []
  public var base = Subject()
  public var head = Subject()
  public var unit = CostUnit.request
  public var limits = Limits()
  /// How the runs were made; nil for sets that were there already.
  public var design: Design?
  /// What can be believed, each in a clear sentence: control, machine, steal, lost samples, pairs, fingerprint.
  public var trust: [TrustItem] = []
  /// Totals of a request: CPU time, time by the clock, states, allocations, …
  public var metrics: [MetricChange] = []
  /// Functions, what decides first: regressions, then moved, then by the size of the change.
  public var functions: [FunctionChange] = []
  /// Every stack of both sides; nil when it was not asked for.
  public var tree: DifferenceTree?
  /// Set when two results of `scale` were compared.
  public var scale: ScaleDifference?
  /// What a reader should know beside it.
  public var notes: [String] = []

  public init() {}
}

extension Comparison {
  /// One of the two things that are compared.
  public struct Subject: Sendable, Equatable {
    /// As the user called it: a revision, a file, a folder.
    public var name = ""
    /// The full hash of the commit; empty when there is none.
    public var commit = ""
    /// The first line of the commit's message.
    public var title = ""
    public var runs = 0
    /// Samples with CPU time, and requests, of all runs.
    public var samples = 0
    public var requests = 0.0
    public var seconds = 0.0
    /// Of the first run.
    public var environment = Environment()

    public init() {}
  }

  /// What the cost of a function is divided by.
  public enum CostUnit: String, Sendable {
    /// Requests were counted on both sides.
    case request
    /// Nobody counted: cost is CPU time per second of recording.
    case second
  }

  /// How much counts.
  public struct Limits: Sendable, Equatable {
    /// A relative change that is smaller never fails the gate.
    public var threshold = 0.03
    /// Nor one that is a smaller part of the whole program.
    public var leastShare = 0.002
    /// The largest false discovery rate of what is claimed.
    public var q = 0.05

    public init(threshold: Double = 0.03) { self.threshold = threshold }
  }

  /// How the runs of a gate were made.
  public struct Design: Sendable, Equatable {
    /// Pairs that were asked for, that were measured, and fresh ones that confirmed.
    public var plannedPairs = 0
    public var pairs = 0
    public var confirmationPairs = 0
    /// Numbers of pairs after which the gate looked.
    public var looks: [Int] = []
    /// Runs that failed, one sentence each.
    public var failures: [String] = []
    public var seed: UInt64 = 0
    public var runCommand = ""
    public var buildCommand = ""

    public init() {}
  }

  public struct AspectVerdict: Sendable, Equatable {
    public var aspect: Aspect
    public var verdict: Verdict
    /// One sentence.
    public var sentence: String

    public init(_ aspect: Aspect, _ verdict: Verdict, _ sentence: String) {
      self.aspect = aspect
      self.verdict = verdict
      self.sentence = sentence
    }
  }

  /// What the numbers tell of one row.
  public enum Statement: String, Sendable, CaseIterable {
    /// Fails the gate.
    case worse
    /// Significant and of some size, but a confirmation by fresh pairs is missing or failed.
    case unconfirmed
    case better
    /// The increase of one function that others gave up: see `FunctionChange.movedWithin`.
    case moved
    /// A change of the threshold or more is excluded at 95 %.
    case noDifference
    case cannotTell
  }

  /// One total of both sides.
  public struct MetricChange: Sendable {
    public enum Name: String, Sendable, CaseIterable {
      case cpuTime, wallTime
      /// Time of threads in a state, per request; `subject` names it.
      case stateTime
      case allocations, systemCalls, contextSwitches, instructions
      case peakResidentMemory
      /// To the first request, by the clock and on a processor.
      case startTime, startCPU
    }

    public enum Unit: String, Sendable { case nanoseconds, bytes, count }

    public var name: Name
    /// The state of `stateTime`; empty for others.
    public var subject = ""
    public var unit: Unit
    public var aspect: Aspect
    /// Per request or second, but for memory and start.
    public var base: Interval
    public var head: Interval
    /// head/base − 1.
    public var change: Interval
    public var p = 1.0
    public var q = 1.0
    /// The least relative change that would have been found with a probability of 90 %; nil where nothing can be told.
    public var minimumDetectableEffect: Double?
    public var statement = Statement.cannotTell
    /// The one-sided 95 % upper bound of the change, by which a total passes; nil where nothing can be told.
    public var upperBound: Double?
    /// Whether it must be shown to be below the threshold for a pass; others can only fail.
    public var isTotal = false
    /// Whether it is a count that is the same in every run.
    public var isExact = false
    public var note = ""

    public init(_ name: Name, _ unit: Unit, _ aspect: Aspect, base: Interval, head: Interval, change: Interval) {
      self.name = name
      self.unit = unit
      self.aspect = aspect
      self.base = base
      self.head = head
      self.change = change
    }
  }

  /// How a function of one side was found on the other.
  public enum Match: String, Sendable, CaseIterable {
    /// The same name in the same file.
    case name
    /// The same symbol, or the same name but for numbers of closures and private discriminators, or in another file.
    case symbol
    /// Another name, the same callers, callees and place.
    case renamed
    /// Only the head has it.
    case new
    /// Only the base has it.
    case gone
  }

  /// What one function costs on both sides: self time on a processor, nanoseconds per unit.
  public struct FunctionChange: Sendable {
    /// In the head; in the base when it is gone.
    public var function: String
    public var file: String
    public var line: Int
    /// The file name of the image it lies in.
    public var module: String
    public var match: Match
    /// What it was called in the base, when that is different.
    public var baseFunction = ""
    public var base: Interval
    public var head: Interval
    /// head − base, nanoseconds per unit.
    public var difference: Interval
    /// head/base − 1; nil for what is new or gone.
    public var change: Interval?
    /// Its part of the base's total (of the head's when it is new), 0 to 1.
    public var share: Double
    /// With everything it calls, nanoseconds per unit.
    public var baseTotal: Double
    public var headTotal: Double
    /// Samples of all runs.
    public var baseSamples: Int
    public var headSamples: Int
    public var p = 1.0
    public var q = 1.0
    public var minimumDetectableEffect: Double?
    public var statement = Statement.cannotTell
    /// Scalability for code that waits for others: locks spin and wake.
    public var aspect = Aspect.performance
    /// Others gave up about as much, but how much is not known well enough to say that it moved.
    public internal(set) var mayHaveMoved = false
    /// The frame that stands for it in the table it was made from; -1 for a row of many functions.
    public internal(set) var frame = -1
    /// Where the cost came from, for `moved`: `caller handle(_:)`, `type Router`, `file Router.swift`, …; empty otherwise.
    public var movedWithin = ""
    /// The function it came from mostly; empty when that is not one.
    public var movedFrom = ""
    public var note = ""

    public init(
      function: String, file: String, line: Int, module: String, match: Match, base: Interval, head: Interval, difference: Interval,
      change: Interval?, share: Double, baseTotal: Double, headTotal: Double, baseSamples: Int, headSamples: Int
    ) {
      self.function = function
      self.file = file
      self.line = line
      self.module = module
      self.match = match
      self.base = base
      self.head = head
      self.difference = difference
      self.change = change
      self.share = share
      self.baseTotal = baseTotal
      self.headTotal = headTotal
      self.baseSamples = baseSamples
      self.headSamples = headSamples
    }
  }
}

/// The stacks of both sides as one calling-context tree, in columns; matched functions are one frame.
public struct DifferenceTree: Sendable {
  /// Distinct functions; a renamed one has its new name.
  public var frames: [ViewFrame]
  /// The caller's node, by node; node 0 is the root, its parent -1. Parents come before children.
  public var parents: [Int32]
  /// Index into `frames`, by node; -1 for the root.
  public var nodeFrames: [Int32]
  /// Self cost by node, nanoseconds per unit.
  public var base: [Double]
  public var head: [Double]

  public init(frames: [ViewFrame], parents: [Int32], nodeFrames: [Int32], base: [Double], head: [Double]) {
    self.frames = frames
    self.parents = parents
    self.nodeFrames = nodeFrames
    self.base = base
    self.head = head
  }
}
