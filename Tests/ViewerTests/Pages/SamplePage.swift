import Profiles
import Regression
import Reports
import Scaling
import Testing

/// One page of each kind that the tool writes, and the hard cases of each kind.
struct SamplePage: Sendable, CustomTestStringConvertible {
  var name: String
  /// What stands in the page's `h1`, in part.
  var heading: String
  var html: @Sendable () throws -> String

  var testDescription: String { name }

  /// Every kind of page, as its readers meet it.
  static let all: [SamplePage] = [profile, waits, comparison, scale, trend]
  /// Those with a flame graph.
  static let graphs: [SamplePage] = [profile, waits, comparison, scale]

  static let profile = SamplePage(name: "profile", heading: "server") { try server.profile.html() }
  static let waits = SamplePage(name: "profile with waits", heading: "server") { try ProfileFixture.smallServer(requests: 1000).profile.html() }
  static let comparison = SamplePage(name: "comparison", heading: "Router.respond") { ComparisonPage.html(ComparisonFixture.regression) }
  static let scale = SamplePage(name: "scale", heading: "At N=16") { ScalePage.html(ScaleFixture.result) }
  static let trend = SamplePage(name: "trend", heading: "") { TrendPage.html(TrendFixture.report) }

  /// Results that say no, that say little, and nothing.
  static let others: [SamplePage] = [
    SamplePage(name: "comparison that passes", heading: "") { ComparisonPage.html(ComparisonFixture.pass) },
    SamplePage(name: "comparison that cannot tell", heading: "") { ComparisonPage.html(ComparisonFixture.inconclusive) },
    SamplePage(name: "refused scale", heading: "") { ScalePage.html(ScaleFixture.refused) },
    SamplePage(name: "growth only", heading: "") { ScalePage.html(ScaleFixture.growthOnly) },
    SamplePage(name: "empty scale", heading: "") { ScalePage.html(ScaleResult()) },
    SamplePage(name: "idle profile", heading: "") { try Profile.idle.html() },
  ]

  /// Names that break out of markup wherever a page has names.
  static let hostile: [SamplePage] =
    [
      SamplePage(name: "hostile profile", heading: "") { try HostileNames.profile().profile.html() },
      SamplePage(name: "hostile waits", heading: "") { try HostileNames.waits().profile.html() },
      SamplePage(name: "hostile scale", heading: "") { ScalePage.html(ScaleFixture.hostile) },
      SamplePage(name: "hostile trend", heading: "") { TrendPage.html(TrendFixture.hostile) },
    ]
    + [0, 3, 9, 19].map { number in
      SamplePage(name: "hostile comparison \(number)", heading: "") { ComparisonPage.html(ComparisonFixture.hostile(HostileNames.all[number])) }
    }

  /// A web server: callers through await, the kernel, the scheduler, and names as long as Swift has them.
  static let server: ProfileFixture = {
    var fixture = ProfileFixture.recorded([])
    for name in ["tcp_sendmsg", "do_syscall_64", "copy_user_generic"] { fixture.kinds[name] = .kernel }
    for name in ["start_thread", "swift_job_run"] { fixture.kinds[name] = .scheduler }
    fixture.asyncNames = ["HTTPServer.run()", "HTTPServer.handle(_:)"]
    let handle = "start_thread;swift_job_run;HTTPServer.run();HTTPServer.handle(_:)"
    let router = "\(handle);Router.respond(to:)"
    let render = "\(router);Page.render(into:)"
    for (number, (path, samples)) in [
      ("\(router);Trie.search(_:)", 130), ("\(router);Trie.search(_:);String.hash(into:)", 90), ("\(render);swift_retain", 60),
      ("\(render);Template<A>.append<B>(contentsOf:) where A: Sequence, B == A.Element", 210), ("\(render);swift_release", 44),
      ("\(router);Cache.lookup(_:);Dictionary.subscript.getter;Hasher._finalize()", 75), ("\(router);Cache.lookup(_:)", 31),
      ("\(handle);JSONEncoder.encode(_:);String.hash(into:)", 80), ("\(handle);JSONEncoder.encode(_:)", 55),
      ("\(handle);Socket.write(_:);write;do_syscall_64;tcp_sendmsg", 140), ("\(handle);Socket.write(_:);write;do_syscall_64;copy_user_generic", 41),
      ("start_thread;Logger.flush();JSONEncoder.encode(_:)", 22), ("start_thread;Logger.flush()", 12),
    ].enumerated() as EnumeratedSequence<[(String, Int64)]> {
      let thread = path.contains("Logger") ? "log" : "worker"
      let time = Label(Label.Key.timestamp, Int64(number) * 750_000_000, unit: "nanoseconds")
      fixture.add(path, samples: samples, labels: [Label(Label.Key.thread, thread), Label(Label.Key.tid, thread == "log" ? 12 : 11), time])
    }
    fixture.change {
      $0.environment.requests = 12_000
      $0.environment.trust.samples = 990
      $0.environment.trust.complete = 990
    }
    return fixture
  }()
}
