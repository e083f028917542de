import Glibc
import Profiles

/// Size and speed of the page of a profile, measured in a browser without a window.
enum PagePart {
  static func run(_ table: inout Table) throws {
    try shell(&table)
    let large = try page(SyntheticProfile.make(samples: 1_000_000, stacks: 100_000), "large")
    let megabytes = Double(Bench.size(large)) / 1e6
    table.add(
      "page for 1 000 000 samples of 100 000 stacks", bar: "≤ 5 MB", measured: "\(megabytes.rounded(decimals: 2)) MB", isMet: megabytes <= 5)
    let browser = try PageBrowser()
    defer { browser.end() }
    let small = try page(SyntheticProfile.make(samples: 100_000, stacks: 5_000), "small")
    try opening(small, limit: 1, browser, &table)
    try steps(small, browser, &table)
    try opening(large, limit: 3, browser, &table)
    try steps(large, browser, &table)
  }

  private static func page(_ profile: Profile, _ name: String) throws(BenchError) -> String {
    let (input, output) = (Bench.scratch("\(name).pb.gz"), Bench.scratch("\(name).html"))
    let bytes: [UInt8]
    do { bytes = try ProfileFormat.pprof.encode(profile) } catch { throw BenchError("\(error)") }
    try Bench.write(bytes, to: input)
    let outcome = try Subprocess.run([Bench.headroom, "report", input, "--format", "html", "-o", output])
    guard outcome.status == 0 else { throw BenchError(outcome.output) }
    return output
  }

  private static func shell(_ table: inout Table) throws {
    let path = try page(Profile(sampleTypes: [.samples, .cpu]), "empty")
    let plain = Bench.size(path)
    _ = try Subprocess.run(["gzip", "-9", "-k", "-f", path])
    let packed = Bench.size(path + ".gz")
    table.add(
      "page without data", bar: "≤ 64 KB gzipped, ≤ 256 KB plain", measured: "\(packed / 1000) KB gzipped, \(plain / 1000) KB plain",
      isMet: packed <= 64_000 && plain <= 256_000)
  }

  /// From the start of the navigation to the first flame graph, as the page's own clock has it.
  private static func opening(_ path: String, limit: Double, _ browser: PageBrowser, _ table: inout Table) throws {
    var seconds: [Double] = []
    var nodes = 0.0
    for _ in 0..<5 {
      try browser.open(path)
      seconds.append(try browser.number("performance.getEntriesByName('drawn')[0].startTime") / 1000)
      nodes = try browser.number("base.count")
    }
    let median = Samples(seconds).median
    table.add(
      "opening a page of \(Int(nodes)) nodes to its first flame graph", bar: "≤ \(limit.rounded(decimals: 0)) s",
      measured: "\(median.rounded(decimals: 2)) s, the median of 5", isMet: median <= limit)
  }

  /// What a reader does again and again. The bar is for 100 000 nodes; larger pages are shown.
  private static func steps(_ path: String, _ browser: PageBrowser, _ table: inout Table) throws {
    try browser.open(path)
    let nodes = try browser.number("base.count")
    let steps = [
      ("zoom", "flame.zoomTo(flame.boxes.find((box) => box.row === 3).node)", "flame.zoomTo(0)"), ("search", "search('handle2')", "search('')"),
      ("invert", "toggle('inverted')", "toggle('inverted')"),
    ]
    for (name, step, back) in steps {
      var milliseconds: [Double] = []
      for _ in 0..<7 {
        milliseconds.append(try browser.number("(() => { const start = performance.now(); \(step); return performance.now() - start; })()"))
        _ = try browser.number("(\(back), 0)")
      }
      let median = Samples(milliseconds).median
      table.add(
        "\(name) at \(Int(nodes)) nodes", bar: nodes < 500_000 ? "≤ 50 ms" : "shown",
        measured: "\(median.rounded(decimals: 1)) ms, the median of 7", isMet: nodes < 500_000 ? median <= 50 : nil)
    }
  }
}
