#!/bin/bash
# Makes a small git history of a program whose costs are known, for tests of what finds regressions.
#
# usage: make-history.sh FOLDER
#
# Each commit plants one change and has a tag; what is to be found there, against the commit before, is in the file `truth` beside this
# script. Authors and dates are fixed, and so are the hashes. The program is compiled by the `build.sh` of the history.
set -euo pipefail
folder=${1:?usage: make-history.sh FOLDER}
mkdir -p "$folder"
cd "$folder"
if [ -e .git ]; then
  echo "make-history.sh: $folder holds a repository already" >&2
  exit 1
fi
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
git init --quiet --initial-branch=main .

# What the commits change: rounds of arithmetic of some functions, each about 2 ns, and a few pieces of code.
encode_body=3000
render_template=12000
compress=1800
checksum=1200
lookup=lookup
second_sum=UInt64
ticket=
held=1500
outside=1500
answer='state = Renderer.render(Codec.encode(state))'
before_lock=$answer
under_lock=
start_rounds=15000000
remark=

# A function that costs so many rounds: its loop is its own, so its time is its own too.
function_text() { # name rounds multiplier
  cat <<SWIFT
  @inline(never) static func $1(_ seed: UInt64) -> UInt64 {
    var state = seed
    var round: UInt64 = 0
    while round != $2 {
      state = (state ^ (state &>> 29)) &* $3 &+ round
      round &+= 1
    }
    return state
  }

SWIFT
}

# A type of such functions, and one more that calls them one after the other.
type_text() { # type, entry function, then name:rounds …
  local type=$1 entry=$2 number=0
  shift 2
  echo "/// One stage of a request."
  echo "enum $type {"
  [ "$type" = Codec ] && [ -n "$remark" ] && echo "  $remark"
  for pair in "$@"; do
    number=$((number + 1))
    function_text "${pair%%:*}" "${pair##*:}" $((6364136223846793005 - 2 * (${#type} * 1000 + number)))
  done
  echo "  @inline(never) static func $entry(_ seed: UInt64) -> UInt64 {"
  echo "    var state = seed"
  for pair in "$@"; do echo "    state = ${pair%%:*}(state)"; done
  echo "    return state"
  echo "  }"
  echo "}"
}

write_program() {
  mkdir -p Sources
  type_text Parser parse readLine:900 readHeader:1400 readCookie:700 readQuery:1100 readLength:400 readChunk:1300 splitPath:800 \
    decodePercent:600 foldCase:500 >Sources/Parser.swift
  type_text Session restore findToken:1000 checkToken:2200 renewToken:700 loadUser:1500 checkRights:900 >Sources/Session.swift
  type_text Store query "$lookup":2600 readPage:1900 followIndex:1200 mergeRows:1500 sortRows:2100 filterRows:1000 pickColumns:800 \
    >Sources/Store.swift
  type_text Codec encode encodeBody:$encode_body compress:$compress checksum:$checksum escapeText:900 encodeNumber:700 encodeDate:800 \
    >Sources/Codec.swift
  type_text Renderer render renderTemplate:$render_template renderList:1700 renderLink:600 renderPrice:900 renderFooter:500 \
    >Sources/Renderer.swift
  {
    echo "/// Where requests meet: the log is one for all."
    echo "enum Journal {"
    function_text note $held 6364136223846790001
    function_text digest $outside 6364136223846790003
    echo "}"
  } >Sources/Journal.swift
  cat >Sources/Summary.swift <<SWIFT
/// Adds up numbers of any width.
enum Summary {
  @inline(never) static func sum<Value: FixedWidthInteger & UnsignedInteger>(_ seed: Value, _ rounds: Int) -> Value {
    var state = seed
    var round = 0
    while round != rounds {
      state = (state ^ (state &>> 13)) &* 101 &+ Value(truncatingIfNeeded: round)
      round &+= 1
    }
    return state
  }
}
SWIFT
  cat >Sources/Request.swift <<SWIFT
import Glibc

/// What a request keeps while it is served.
final class Ticket {
  var number: UInt64

  init(_ number: UInt64) { self.number = number }
}

/// Serves requests, on as many threads as call it.
final class Service: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var total: UInt64 = 0

  init() {
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  @inline(never) func serve(_ seed: UInt64, keep: inout [Ticket]) -> UInt64 {
    var state = Parser.parse(seed)
    state = Session.restore(state)
    keep.removeAll(keepingCapacity: true)
    for number in 0..<10 { keep.append(Ticket(state &+ UInt64(number))) }
    $ticket
    state = Store.query(state &+ keep[Int(state % 10)].number)
    state = Summary.sum(state, 900)
    state &+= UInt64(Summary.sum($second_sum(truncatingIfNeeded: state), 900))
    $before_lock
    pthread_mutex_lock(mutex)
    $under_lock
    state = Journal.note(state)
    total &+= state
    pthread_mutex_unlock(mutex)
    return Journal.digest(state)
  }
}
SWIFT
  cat >Sources/Start.swift <<SWIFT
/// What is done once, before the first request.
enum Start {
  @inline(never) static func prepareTables(_ seed: UInt64) -> UInt64 {
    var state = seed
    var round: UInt64 = 0
    while round != $start_rounds {
      state = (state ^ (state &>> 29)) &* 6364136223846790005 &+ round
      round &+= 1
    }
    return state
  }
}
SWIFT
  cat >Sources/Clients.swift <<'SWIFT'
import Glibc

/// Threads that each serve one request after the other, for some time.
final class Client: @unchecked Sendable {
  let service: Service
  let deadline: UInt64
  var requests = 0
  var state: UInt64

  init(_ service: Service, _ state: UInt64, deadline: UInt64) {
    self.service = service
    self.state = state
    self.deadline = deadline
  }

  func run() {
    var keep: [Ticket] = []
    while monotonicTime() < deadline {
      state = service.serve(state, keep: &keep)
      requests += 1
    }
  }

  func start() -> pthread_t {
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { context in
        Unmanaged<Client>.fromOpaque(context!).takeUnretainedValue().run()
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
    return thread
  }
}

/// Nanoseconds of CLOCK_MONOTONIC.
func monotonicTime() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
SWIFT
  cat >Sources/main.swift <<'SWIFT'
import Glibc

func number(_ option: String) -> Double? {
  guard let index = CommandLine.arguments.firstIndex(of: option), index + 1 < CommandLine.arguments.count else { return nil }
  return Double(CommandLine.arguments[index + 1])
}

func say(_ line: String) {
  print(line)
  fflush(nil)
}

var state = Start.prepareTables(UInt64(CommandLine.arguments.count))
let service = Service()
var done = 0
say("requests=0")
if let clients = number("--clients") {
  let deadline = monotonicTime() + UInt64((number("--seconds") ?? 5) * 1e9)
  let all = (0..<Int(clients)).map { Client(service, state &+ UInt64($0), deadline: deadline) }
  let threads = all.map { $0.start() }
  while monotonicTime() < deadline {
    usleep(100_000)
    say("requests=\(all.reduce(0) { $0 + $1.requests })")
  }
  for thread in threads { pthread_join(thread, nil) }
  done = all.reduce(0) { $0 + $1.requests }
  state = all.reduce(0) { $0 &+ $1.state }
} else {
  let requests = Int(number("--requests") ?? 10_000)
  var keep: [Ticket] = []
  while done < requests {
    state = service.serve(state, keep: &keep)
    done += 1
  }
}
say("requests=\(done)")
say("truth: {\"requests\": \(done), \"state\": \(state % 1000)}")
SWIFT
  cat >build.sh <<'SHELL'
#!/bin/sh
set -e
mkdir -p .build
cd .build
swiftc -O -g -wmo -module-name service -o service ../Sources/*.swift
SHELL
  chmod +x build.sh
  echo .build/ >.gitignore
}

minute=0
commit() { # tag message
  minute=$((minute + 1))
  write_program
  git add --all
  local date; date=$(printf "2024-03-01T12:%02d:00Z" "$minute")
  GIT_AUTHOR_DATE=$date GIT_COMMITTER_DATE=$date \
    git -c user.name=Fixture -c user.email=fixture@example.org -c commit.gpgsign=false commit --quiet --message "$2"
  git tag "$1"
}

commit base "Serve requests"
encode_body=3300
commit slower-small "Bodies are encoded with more care"
render_template=12360
commit slower-large "Templates know one thing more"
compress=1080 checksum=1920
commit moved "The sum is taken while compressing no more"
lookup=find
commit renamed "A better name for looking up"
second_sum=UInt32
commit specialised "The second sum is a narrow one"
ticket="keep.append(Ticket(state))"
commit allocation "A ticket more for each request"
held=2700 outside=300 before_lock='' under_lock=$answer
commit lock "The answer is made under the lock"
start_rounds=30000000
commit start "Larger tables at the start"
remark="// What is encoded here is decoded by the other side."
commit comment "Say what the codec is for"
