// System calls Swift cannot call directly: variadic ones, and those glibc has no wrapper for.
#pragma once
#include <linux/perf_event.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

/// `ptrace(2)`; returns -1 and sets errno on failure.
long headroom_ptrace(long request, pid_t tid, void *address, void *data);

/// `perf_event_open(2)`; returns a file descriptor, or -1 and sets errno.
long headroom_perf_event_open(struct perf_event_attr *attributes, pid_t pid, int cpu, int group, unsigned long flags);

/// `process_vm_readv(2)` of one range; returns bytes read, or -1 and sets errno.
ssize_t headroom_process_read(pid_t pid, uint64_t address, void *buffer, size_t count);

/// Does nothing: what a probe costs is measured on it.
void headroom_probed(void);

/// `pidfd_open(2)`; returns a file descriptor, or -1 and sets errno.
int headroom_pidfd_open(pid_t pid);

/// Binds the calling thread to a processor, where it gets a turn at once whenever it wakes: as a real-time thread, else, where that is not
/// allowed, with turns shorter than others'. 1 for a real-time thread, else 0.
int headroom_attend_processor(int processor);

/// Starts a program as the leader of a process group of its own: with no signal blocked and SIGPIPE as usual, on the processors of the set when
/// there is one, in a folder when one is given, and killed when the calling thread ends. Returns its process id, or -1 and sets errno, also when it is `execve(2)` that fails.
pid_t headroom_spawn(
    const char *path, char *const *arguments, char *const *environment, const char *directory, int input, int output, int errors,
    const unsigned long *processors, size_t processors_size);

/// Makes this process the parent of descendants whose own parents have ended (`PR_SET_CHILD_SUBREAPER`); -1 and errno on failure.
int headroom_adopt_orphans(void);

/// `pipe2(2)` with O_CLOEXEC; -1 and errno on failure.
int headroom_pipe(int ends[2]);

/// `sched_getaffinity(2)`: a bit for each processor the process may run on; -1 and errno on failure.
int headroom_allowed_processors(pid_t pid, unsigned long *processors, size_t size);

/// Where the kernel will write next in a ring of `perf_event_open(2)`: everything before it can be read once this has returned.
static inline uint64_t headroom_ring_head(const struct perf_event_mmap_page *page) {
  return __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
}

/// Gives everything before `tail` back to the kernel: it must have been read before.
static inline void headroom_ring_release(struct perf_event_mmap_page *page, uint64_t tail) {
  __atomic_store_n(&page->data_tail, tail, __ATOMIC_RELEASE);
}
