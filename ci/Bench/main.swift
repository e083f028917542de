import Glibc

/// The parts of the bench, in the order they run.
let parts: [(name: String, run: (inout Table) throws -> Void)] = [
  ("roots", RootsPart.run), ("async", AsyncPart.run), ("share", SharePart.run), ("throughput", ThroughputPart.run), ("waits", WaitsPart.run),
  ("states", StatesPart.run), ("closure", ClosurePart.run), ("lost", LostPart.run), ("memory", MemoryPart.run),
  ("unwind", UnwindPart.run), ("file", FilePart.run), ("report", ReportPart.run), ("symbols", SymbolPart.run),
  ("analysis", ScaleAnalysisPart.run), ("scale", ScalePart.run), ("diff", DiffPart.run), ("page", PagePart.run), ("trend", TrendPart.run),
  ("gate-simulated", SimulatedGatePart.run), ("bisect", BisectPart.run), ("gate-scale", ScaleGatePart.run), ("gate", GatePart.run),
]

if CommandLine.arguments.count == 3, CommandLine.arguments[1] == SymbolPart.mode {
  try SymbolPart.symbolize(CommandLine.arguments[2])
  exit(0)
}
if CommandLine.arguments.count == 2, CommandLine.arguments[1] == ScaleAnalysisPart.mode {
  ScaleAnalysisPart.analyse()
  exit(0)
}
let options: Options
do {
  options = try Options(Array(CommandLine.arguments.dropFirst()))
} catch {
  print(error)
  exit(1)
}
let wanted = options.parts
if wanted.contains("--list") {
  print(parts.map(\.name).joined(separator: "\n"))
  exit(0)
}
if let unknown = wanted.first(where: { name in !parts.contains { $0.name == name } }) {
  print("no part `\(unknown)`; the parts are \(parts.map(\.name).joined(separator: ", "))")
  exit(1)
}
var table = Table()
print(Table.heading)
var failed = false
for part in parts where wanted.isEmpty || wanted.contains(part.name) {
  do {
    try part.run(&table)
  } catch {
    table.add(part.name, bar: "", measured: "could not be measured: \(error)", isMet: false)
    failed = true
  }
}
_ = try? Subprocess.run(["rm", "-rf", Bench.folder])
exit(failed ? 1 : 0)
