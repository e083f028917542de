import Testing

@testable import Scaling

@Suite("Tables of measurements") struct MeasurementTableTests {
  private func points(_ text: String, columns: [String]? = nil) throws -> [CurvePoint] {
    guard case .curve(let points) = try MeasurementTable(Array(text.utf8), columns: columns) else { return [] }
    return points
  }

  private func problem(_ text: String, columns: [String]? = nil) -> String {
    do {
      _ = try MeasurementTable(Array(text.utf8), columns: columns)
      return "none"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "are read with any usual separator, header, line end, quotes, comments and blank lines",
    arguments: [
      "N,X\n1,10\n2,19.5\n", "\u{feff}Clients;RPS\r\n1;10\r\n2;19.5\r\n", "threads\tthroughput\n1\t10\n\n2\t19.5",
      "# wrk\n\n\"level\" , \"Requests/sec\"\n 1 , 10 \n\"2\",1.95e1\n",
      "users,X,note\r1,10,\"a, \"\"b\"\"\nc\"\r2,19.5\r",
      "run,concurrency,tput\na,1,10\nb,2,19.5\n,,\n",
    ])
  func forms(_ text: String) throws {
    let points = try points(text)
    #expect(points.map(\.level) == [1, 2] && points.map(\.throughput) == [10, 19.5] && points.allSatisfy { $0.response == nil })
  }

  @Test("count the rows of a level as its repetitions, in any order")
  func repetitions() throws {
    let points = try points("N,X\n4,30\n1,10\n4,31\n1,11\n4,32\n")
    #expect(points.map(\.repetition) == [0, 0, 1, 1, 2])
  }

  @Test(
    "take response times in seconds, or in the unit of the column's name",
    arguments: [("R", "0.25"), ("r_ms", "250"), ("Latency (us)", "250000"), ("latency_ms", "250")])
  func responses(_ column: String, _ value: String) throws {
    let points = try points("N,X,\(column)\n1,4,\(value)\n2,8,\n")
    #expect(abs(try #require(points[0].response) - 0.25) < 1e-12 && points[1].response == nil)
  }

  @Test("hold growth when they have a size and a cost, with units when the name has one")
  func growth() throws {
    guard case .growth(let sizes, let costs, let unit) = try MeasurementTable(Array("size,cost\n20,5\n10,2\n20,6\n".utf8)) else {
      Issue.record("no growth")
      return
    }
    #expect(sizes == [10, 20] && costs == [[2], [5, 6]] && unit == "cost")
    guard case .growth(_, let timed, let nanoseconds) = try MeasurementTable(Array("size,time_ms\n10,2\n".utf8)) else {
      Issue.record("no growth")
      return
    }
    #expect(abs(timed[0][0] - 2e6) < 1e-6 && nanoseconds == "nanoseconds")
    guard case .growth = try MeasurementTable(Array("a,Size,ms\n1,10,2\n".utf8), columns: ["size", "ms"]) else {
      Issue.record("no growth by --columns")
      return
    }
  }

  @Test("with other names are read when the columns are named")
  func columns() throws {
    let table = "when,db_time,txn_rate,lat_ms\n1,0.5,10,3\n"
    #expect(try points(table, columns: ["db_time", "TXN_RATE", "lat_ms"]) == [CurvePoint(level: 0.5, throughput: 10, response: 0.003)])
    #expect(problem(table).contains("no column for N") && problem(table).contains("`db_time`") && problem(table).contains("--columns"))
    #expect(problem(table, columns: ["db_time", "tps"]).contains("there is no column `tps`"))
    #expect(problem(table, columns: ["db_time"]).contains("two or three"))
    #expect(problem("threads,load,rps\n1,2,3\n").contains("`threads`, `load` could each be N"))
    // The letter of the formula is meant before other names.
    #expect(try points("threads,N,X\n7,1,10\n").map(\.level) == [1])
  }

  @Test(
    "with a bad row name its line and what to do",
    arguments: [
      ("N,X\n1,10\ntwo,20\n", "line 3: `two` in column `N` is not a number"), ("N,X\n0,10\n", "line 2: N is 0, but has to be more than 0"),
      ("N,X\n-4,10\n", "line 2: N is -4"), ("# c\n\nN,X\n1,0\n", "line 4: X is 0, but has to be more than 0; the run completed nothing"),
      ("N,X\n1,nan\n", "`nan` in column `X` is not a number"), ("N,X\n1,inf\n", "is not a number"), ("N,X\n1,1e999\n", "is not a number"),
      ("N,X\n1\n", "line 2: no value in column `X`"), ("N,X\n1,\n", "no value in column `X`"), ("N,X\n1e30,5\n", "out of range"),
      ("N,X\n1,1e-300\n", "out of range"), ("N;X\n1;1,5\n", "write decimals with a point"), ("N,X\n1,0x10\n", "is not a number"),
      ("N,X\n1,\"5\n", "a quote on line 2 never ends"), ("N,X\n1,\"5\"6\n", "text after a quote on line 2"), ("N,X,R\n1,5,-1\n", "R is -1"),
      ("N,X\n", "a header but no rows"), ("", "the table is empty"), ("\n\n# nothing\n", "the table is empty"), ("1,10\n2,20\n", "no header"),
      ("\"a\nb\",X\n1,2\n", "`a\u{fffd}b`"), ("size,cost\n10,0\n", "cost is 0"),
      ("size,cost\n10,x\n", "`x` in column `cost` is not a number"), ("N\n1\n", "no column for X"),
    ])
  func badRows(_ text: String, _ expected: String) {
    let problem = problem(text)
    #expect(problem.contains(expected) && !problem.contains("\n") && problem.contains("; "), "\(problem)")
  }

  @Test("of another kind are refused")
  func otherKinds() {
    #expect(throws: TableError.self) { try MeasurementTable([0x1f, 0x8b, 0, 1, 2]) }
    #expect(throws: TableError.self) { try MeasurementTable([0xff, 0xfe, 0x4e, 0]) }
    #expect(problem("N,X\n" + (1...1001).map { "\($0),5\n" }.joined()).contains("more than 1000 different values"))
    #expect(problem("N,X\n" + String(repeating: "1,5\n", count: 20_001)).contains("more than 20000 rows"))
  }

  @Test("cut off or changed at any byte are read or refused, never a trap")
  func damage() throws {
    let bytes = Array("# c\n\"N\",X,r_ms\n1,10,\"2\"\n2,19.5,3\r\n4,\"30\",1e1\n".utf8)
    for end in bytes.indices { _ = try? MeasurementTable(Array(bytes[..<end])) }
    for position in bytes.indices {
      for byte in [0, 10, 13, 34, 35, 44, 45, 59, 255] as [UInt8] {
        var changed = bytes
        changed[position] = byte
        _ = try? MeasurementTable(changed)
      }
    }
    #expect(try MeasuredData.points("usl/raytracer.csv").count == 11)
  }
}
