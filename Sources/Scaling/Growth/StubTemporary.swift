enum GrowthAnalysis { static func report(sizes: [Double], rows: [(frame: FrameName?, costs: [[Double]])], unit: String) -> GrowthReport { fatalError() } }
enum AgeingAnalysis { static func report(requestsPerWindow: Double, rows: [(frame: FrameName?, costs: [[Double]])], resident: [[Double]], heap: [[Double]]) -> AgeingReport { fatalError() } }
