import FixtureSupport
import Glibc

/// What a forked child does.
@inline(never)
func childWork(_ nanoseconds: UInt64) -> UInt64 {
  let end = Fixture.threadTime() + nanoseconds
  var value: UInt64 = 1
  repeat { value = churn(2_000, value) } while Fixture.threadTime() < end
  return value
}

/// What this program does after it has replaced itself.
@inline(never)
func afterExec(_ nanoseconds: UInt64) -> UInt64 {
  let end = Fixture.threadTime() + nanoseconds
  var value: UInt64 = 2
  repeat { value = churn(2_000, value) } while Fixture.threadTime() < end
  return value
}

@inline(never)
func parentWork(_ nanoseconds: UInt64) -> UInt64 {
  let end = Fixture.threadTime() + nanoseconds
  var value: UInt64 = 3
  repeat { value = churn(2_000, value) } while Fixture.threadTime() < end
  return value
}

/// Forks a child that works and ends; returns its process id.
func forkChild() -> pid_t {
  // Swift hides fork because most programs must not go on in the child; this one only computes there.
  let fork = unsafeBitCast(dlsym(nil, "fork"), to: (@convention(c) () -> pid_t).self)
  let child = fork()
  if child == 0 { _exit(childWork(80_000_000) == 0 ? 1 : 0) }
  return child
}

/// Starts this program again, as `role`; returns its process id.
func spawn(_ role: String) -> pid_t {
  var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(CommandLine.arguments[0]), strdup("--role"), strdup(role), nil]
  defer { for argument in arguments { free(argument) } }
  var child: pid_t = 0
  let error = posix_spawn(&child, "/proc/self/exe", nil, nil, &arguments, environ)
  precondition(error == 0, "posix_spawn failed")
  return child
}

Fixture.begin(defaultSeconds: 10)
switch Fixture.text("--role") {
case "exec":
  // Works, then becomes another program: the same file with another role.
  _ = childWork(20_000_000)
  var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("spawner"), strdup("--role"), strdup("afterExec"), nil]
  execve("/proc/self/exe", &arguments, environ)
  exit(1)
case "afterExec":
  exit(afterExec(80_000_000) == 0 ? 1 : 0)
default:
  Fixture.ready()
  var children = 0
  var sink: UInt64 = 0
  while Fixture.isRunning {
    let running = [forkChild(), spawn("exec")]
    children += running.count
    sink ^= parentWork(40_000_000)
    for child in running {
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0, errno == EINTR {}
    }
  }
  Fixture.truth("\"children\": \(children), \"parentNanoseconds\": \(Fixture.processTime()), \"sink\": \(sink % 10)")
}
