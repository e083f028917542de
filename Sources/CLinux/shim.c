#define _GNU_SOURCE
#include "headroom_linux.h"

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
