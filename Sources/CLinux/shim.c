#define _GNU_SOURCE
#include "headroom_linux.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

long headroom_ptrace(long request, pid_t tid, void *address, void *data) {
  return ptrace((enum __ptrace_request)request, tid, address, data);
}

long headroom_perf_event_open(struct perf_event_attr *attributes, pid_t pid, int cpu, int group, unsigned long flags) {
  return syscall(SYS_perf_event_open, attributes, pid, cpu, group, flags);
}

ssize_t headroom_process_read(pid_t pid, uint64_t address, void *buffer, size_t count) {
  struct iovec local = {buffer, count};
  struct iovec remote = {(void *)address, count};
  return process_vm_readv(pid, &local, 1, &remote, 1, 0);
}

__attribute__((noinline)) void headroom_probed(void) { __asm__ volatile("push %%rbp; pop %%rbp" ::: "memory"); }

int headroom_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int headroom_attend_processor(int processor) {
  // Sets of processors have no fixed size: this one holds 8192.
  unsigned long set[128];
  memset(set, 0, sizeof set);
  if (processor < 0 || (size_t)processor >= sizeof set * 8) return 0;
  set[(size_t)processor / (8 * sizeof *set)] |= 1ul << ((size_t)processor % (8 * sizeof *set));
  sched_setaffinity(0, sizeof set, (cpu_set_t *)set);
  struct sched_param priority = {.sched_priority = 1};
  if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &priority) == 0) return 1;
  // `struct sched_attr` of linux/sched/types.h, which cannot be included together with sched.h. From Linux 6.12 on `runtime` is the length of
  // an ordinary thread's turn; older kernels leave it unread.
  struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } attributes = {.size = sizeof attributes, .policy = SCHED_OTHER, .nice = getpriority(PRIO_PROCESS, 0), .runtime = 100000};
  syscall(SYS_sched_setattr, 0, &attributes, 0);
  return 0;
}

pid_t headroom_spawn(
    const char *path, char *const *arguments, char *const *environment, const char *directory, int input, int output, int errors,
    const unsigned long *processors, size_t processors_size) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return -1;
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    // Between fork and exec only what is safe in a signal handler: other threads may have held any lock.
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int failed = getppid() != parent || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0;
    if (!failed && directory) failed = chdir(directory) != 0;
    if (!failed && processors) failed = sched_setaffinity(0, processors_size, (const cpu_set_t *)processors) != 0;
    if (!failed) {
      signal(SIGPIPE, SIG_DFL);
      sigset_t none;
      sigemptyset(&none);
      sigprocmask(SIG_SETMASK, &none, NULL);
      execve(path, arguments, environment);
    }
    int code = errno;
    if (write(report[1], &code, sizeof code) < 0) _exit(126);
    _exit(127);
  }
  int code = child < 0 ? errno : 0;
  close(report[1]);
  if (child > 0) {
    ssize_t count;
    while ((count = read(report[0], &code, sizeof code)) < 0 && errno == EINTR) {}
    if (count > 0) {
      while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
      child = -1;
    }
  }
  close(report[0]);
  if (child < 0) errno = code;
  return child;
}

int headroom_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int headroom_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int headroom_allowed_processors(pid_t pid, unsigned long *processors, size_t size) {
  return sched_getaffinity(pid, size, (cpu_set_t *)processors);
}
