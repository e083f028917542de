import Foundation
import Profiles
import Testing

/// Programs with many threads.
@Suite("Many threads", .needs("bpf")) struct ThreadStormTests {
  @Test("that live for milliseconds have all their processor time, and their accounts close")
  func churn() throws {
    let (recording, truth) = try Recording.whole("thread-churn")
    let rows = recording.profile.rows.filter { $0.has("shortLivedWork") || $0.thread == "short-lived" }
    // Each also has to start and to end, which its own clock does not see.
    #expect(rows.sum("cpu") >= truth["shortLivedWorkNanoseconds"] * 97 / 100)
    let trust = recording.profile.environment.trust
    expectClose(trust.accounted, trust.wall, within: 0.005)
  }

  @Test("at once, twelve hundred of them, are all accounted for", .needsProgram("clang"))
  func storm() throws {
    let scratch = try Scratch()
    try Data(Self.program.utf8).write(to: URL(fileURLWithPath: scratch.path("storm.c")))
    let compiled = try Tool.runProgram("clang", "-O1", "-pthread", scratch.path("storm.c"), "-o", scratch.path("storm"))
    #expect(compiled.status == 0, "\(compiled.errors)")
    let recording = try Recording("--collector", "bpf", "-F", "997", "--", scratch.path("storm"))
    #expect(recording.outcome.output == "1200\n")
    let profile = recording.profile
    var threads: Set<Int64> = []
    for sample in 0..<profile.samples.count {
      if let number = profile.labelSets.number(Label.Key.tid, in: Int(profile.samples.labels[sample])) { threads.insert(number) }
    }
    #expect(threads.count >= 1_201)
    let trust = profile.environment.trust
    #expect(trust.closureError <= 5_000 && trust.lost == 0, "\(trust)")
    expectClose(trust.accounted, trust.wall, within: 0.005)
    #expect(!profile.environment.notes.contains { $0.contains("waits were lost") })
    // Every thread sleeps for 200 ms.
    #expect(profile.rows.filter { $0.state == "sleep" }.sum("wait") >= 1_200 * 200_000_000)
  }

  @Test("of which another than the first puts a program in the place of all use no time when they are gone", .needsProgram("clang"))
  func execFromAnother() throws {
    let scratch = try Scratch()
    let text = """
      #include <pthread.h>
      #include <unistd.h>
      static void *replace(void *argument) {
        execl("/bin/sleep", "sleep", "1", NULL);
        return argument;
      }
      int main(void) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, replace, NULL)) return 1;
        for (;;) pause();
      }
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: scratch.path("launcher.c")))
    let compiled = try Tool.runProgram("clang", "-O1", "-pthread", scratch.path("launcher.c"), "-o", scratch.path("launcher"))
    #expect(compiled.status == 0, "\(compiled.errors)")
    let profile = try Recording("--collector", "bpf", "--", scratch.path("launcher")).profile
    // It sleeps for a second; to start two programs takes some milliseconds.
    #expect(profile.rows.sum("cpu") < 300_000_000, "\(profile.summary { _ in true })")
    #expect(profile.rows.filter { $0.state == "sleep" }.sum("wait") > 900_000_000)
    #expect(profile.environment.trust.closureError <= 5_000, "\(profile.environment.trust)")
  }

  /// Threads that all live at the same time.
  private static let program = """
    #include <pthread.h>
    #include <stdio.h>
    #include <unistd.h>
    static int counter;
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static void *live(void *argument) {
      pthread_mutex_lock(&lock);
      counter += 1;
      pthread_mutex_unlock(&lock);
      usleep(200000);
      return argument;
    }
    int main(void) {
      static pthread_t threads[1200];
      pthread_attr_t attributes;
      pthread_attr_init(&attributes);
      pthread_attr_setstacksize(&attributes, 65536);
      for (int index = 0; index < 1200; index++) if (pthread_create(&threads[index], &attributes, live, NULL)) return 1;
      for (int index = 0; index < 1200; index++) pthread_join(threads[index], NULL);
      printf("%d\\n", counter);
    }
    """
}
