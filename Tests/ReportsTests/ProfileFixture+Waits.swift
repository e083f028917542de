import Profiles

/// A recording with waits, built row by row as `headroom record` writes it.
extension ProfileFixture {
  static let waitTypes: [ValueType] = [.samples, .cpu, .wait, .queue, .blame, .waits]

  /// An empty recording that holds waits: heading and trust as those of `recorded`.
  static func waiting() -> ProfileFixture {
    var fixture = ProfileFixture(waitTypes)
    let environment = recorded([]).profile.environment
    fixture.change {
      $0.startTime = 1_764_000_000_000_000_000
      $0.duration = 10_000_000_000
      $0.environment = environment
    }
    for name in ["futex", "do_epoll_wait", "tcp_sendmsg"] { fixture.kinds[name] = .kernel }
    for name in ["pthread_mutex_lock", "epoll_wait"] { fixture.libraries[name] = "/lib/x86_64-linux-gnu/libc.so.6" }
    fixture.libraries["memcpy_avx"] = "/lib/x86_64-linux-gnu/libc.so.6"
    fixture.kinds["[unknown holder]"] = .marker
    fixture.kinds["start"] = .scheduler
    return fixture
  }

  /// Where a row belongs: a thread, a task, an actor, a lock.
  struct Place {
    var thread: String?
    var tid: Int64?
    var task: String?
    var executor: String?
    var lock: String?
    var victim: String?

    func labels(_ state: String?) -> [Label] {
      var labels: [Label] = []
      if let thread { labels.append(Label(Label.Key.thread, thread)) }
      if let tid { labels.append(Label(Label.Key.tid, tid)) }
      if let task { labels.append(Label(Label.Key.task, task)) }
      if let state { labels.append(Label(Label.Key.state, state)) }
      if let executor { labels.append(Label(Label.Key.executor, executor)) }
      if let lock { labels.append(Label(Label.Key.lock, lock)) }
      if let victim { labels.append(Label(Label.Key.victim, victim)) }
      return labels
    }
  }

  /// Time on a processor, milliseconds; one sample each 10 ms.
  mutating func run(_ path: String, _ state: ThreadState, _ milliseconds: Int64, _ place: Place = Place()) {
    add(frames(path), values: [milliseconds / 10, milliseconds * 1_000_000, 0, 0, 0, 0], labels: place.labels(state.rawValue))
  }

  /// Time a thread waits, milliseconds.
  mutating func wait(_ path: String, _ state: ThreadState, _ milliseconds: Int64, waits: Int64 = 1, _ place: Place = Place()) {
    add(frames(path), values: [0, 0, milliseconds * 1_000_000, 0, 0, waits], labels: place.labels(state.rawValue))
  }

  /// Time a task is queued or suspended, milliseconds.
  mutating func queue(_ path: String, _ state: TaskState, _ milliseconds: Int64, waits: Int64 = 1, _ place: Place = Place()) {
    add(frames(path), values: [0, 0, 0, milliseconds * 1_000_000, 0, waits], labels: place.labels(state.rawValue))
  }

  /// Time others wait for a lock that this stack holds, milliseconds.
  mutating func blame(_ path: String, _ milliseconds: Int64, waits: Int64 = 1, _ place: Place = Place()) {
    add(frames(path), values: [0, 0, 0, 0, milliseconds * 1_000_000, waits], labels: place.labels(nil))
  }

  private func frames(_ path: String) -> [String] { path.split(separator: ";").map(String.init) }
}

extension ProfileFixture {
  /// A small server of two threads over one second, of which every sum is known.
  ///
  /// worker (11): 300 ms user, 100 kernel, 200 lock, 50 runqueue, 350 idle. worker (12): 400 user, 100 io, 500 sleep.
  static func smallServer(requests: Int64? = nil) -> ProfileFixture {
    var fixture = waiting()
    fixture.asyncNames = ["handle"]
    let one = Place(thread: "worker", tid: 11, task: "request")
    let two = Place(thread: "worker", tid: 12)
    let cache = "mutex 0x7f01"
    let account = "Account 0x7f99"
    fixture.run("start;handle;parse", .user, 300, one)
    fixture.run("start;handle;save;tcp_sendmsg", .kernel, 100, one)
    fixture.wait("start;handle;lookUp;pthread_mutex_lock;futex", .lock, 200, waits: 4, place(one, lock: cache))
    fixture.wait("start;handle;lookUp;pthread_mutex_lock;futex", .runqueue, 50, waits: 2, place(one, lock: cache))
    fixture.wait("start;epoll_wait;do_epoll_wait", .idle, 350, waits: 7, Place(thread: "worker", tid: 11))
    fixture.run("start;refresh;memcpy_avx", .user, 400, place(two, executor: account))
    fixture.wait("start;readFile;futex", .io, 100, waits: 10, place(two, executor: account))
    fixture.wait("start;nap", .sleep, 500, waits: 1, two)
    fixture.queue("deposit;handle", .actor, 600, waits: 3, Place(task: "request", executor: account))
    fixture.queue("handle", .pool, 90, waits: 9, Place(task: "request"))
    fixture.queue("handle", .continuation, 1_000, waits: 2, Place(task: "request"))
    fixture.blame("start;refresh;memcpy_avx", 150, waits: 3, Place(thread: "worker", tid: 12, lock: cache, victim: "lookUp in worker"))
    fixture.blame("[unknown holder]", 50, waits: 1, Place(lock: cache, victim: "lookUp in worker"))
    fixture.change {
      $0.duration = 1_000_000_000
      $0.environment.requests = requests
      $0.environment.trust.samples = 80
      $0.environment.trust.complete = 80
      $0.environment.trust.wall = 2_000_000_000
      $0.environment.trust.accounted = 2_000_000_000
      $0.environment.trust.closureError = 200
    }
    return fixture
  }

  private static func place(_ place: Place, executor: String? = nil, lock: String? = nil) -> Place {
    var place = place
    if let executor { place.executor = executor }
    if let lock { place.lock = lock }
    return place
  }
}
