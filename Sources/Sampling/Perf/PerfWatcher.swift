import CLinux
import Glibc
import Synchronization

/// A thread bound to one processor that sleeps until a sample is taken there and then reads the sample's async chain.
final class PerfWatcher: @unchecked Sendable {
  private let processor: Int
  private let owner: Int32
  /// A pipe: what is written at one end wakes the thread.
  private var bell: [Int32] = [-1, -1]
  private var proof: PerfProof
  private var thread = pthread_t()
  private let isEnding = Atomic(false)

  /// - Parameters:
  ///   - owner: The event that owns the processor's ring.
  ///   - proof: What to do at every sample; only the new thread uses it from now on.
  /// - Returns: nil when there cannot be another thread or file.
  init?(processor: Int, owner: Int32, proof: PerfProof) {
    self.processor = processor
    self.owner = owner
    self.proof = proof
    guard pipe(&bell) == 0 else {
      proof.free()
      return nil
    }
    for end in bell { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let context = Unmanaged.passUnretained(self).toOpaque()
    // Signals are for the thread that polls; the new one begins with what is blocked here.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let code = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<PerfWatcher>.fromOpaque(context!).takeUnretainedValue().run()
        return nil
      }, context)
    guard code == 0 else {
      closeBell()
      proof.free()
      return nil
    }
  }

  private func run() {
    proof.isRealTime = headroom_attend_processor(Int32(processor)) == 1
    var waits = [pollfd(fd: owner, events: Int16(POLLIN), revents: 0), pollfd(fd: bell[0], events: Int16(POLLIN), revents: 0)]
    while !isEnding.load(ordering: .acquiring) {
      _ = poll(&waits, 2, -1)
      if waits[0].revents & Int16(POLLIN) != 0 { proof.look() }
    }
  }

  /// Ends the thread and waits for its end.
  func end() {
    isEnding.store(true, ordering: .releasing)
    write(bell[1], "\n", 1)
    pthread_join(thread, nil)
    closeBell()
    proof.free()
  }

  private func closeBell() { for end in bell { close(end) } }
}
