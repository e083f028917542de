import Testing

/// What `--json` says of a process.
struct SnapshotAnswer: Decodable {
  struct Finding: Decodable { var kind, text: String }
  struct Frame: Decodable {
    var name, file: String
    var line: Int
    var isAsync: Bool
  }
  struct Lock: Decodable {
    var address: String
    var owner: Int?
  }
  struct Thread: Decodable {
    var tid: Int
    var name, state: String
    var systemCall: String?
    var lock: Lock?
    var task: String?
    var stack: [Frame]
  }
  struct Task: Decodable {
    var id: UInt64
    var name, state: String
    var waitsFor, actor: String?
    var thread: Int?
    var stack: [Frame]
  }
  var schema, processID: Int
  var findings: [Finding]
  var notes: [String]
  var threads: [Thread]
  var tasks: [Task]

  func thread(_ name: String) throws -> Thread { try #require(threads.first { $0.name == name }, "\(threads)") }
  func task(_ name: String) throws -> Task { try #require(tasks.first { $0.name == name }, "\(tasks)") }
}
