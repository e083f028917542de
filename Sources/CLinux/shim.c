#define _GNU_SOURCE
#include "headroom_linux.h"

#include <sched.h>
#include <string.h>
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
