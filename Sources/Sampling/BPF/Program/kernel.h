// The parts of kernel structures that are read. They are relocated when the program is loaded (CO-RE), so no kernel headers are needed.
#pragma once
#include <linux/bpf.h>
#include <linux/bpf_perf_event.h>
#include <linux/ptrace.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "headroom_sampler.h"

#define KERNEL_MODE(regs) (((regs)->cs & 3) == 0)
// task_struct.flags: the thread is ending.
#define PF_EXITING 0x4
// task_struct.__state: bits above are modifiers.
#define TASK_STATE_MASK 0xff
#define TASK_UNINTERRUPTIBLE 2
#define FUTEX_SYSTEM_CALL 202
#define FUTEX_COMMAND_MASK 0x7f
#define FUTEX_LOCK_PI 6
#define FUTEX_LOCK_PI2 13
#define FUTEX_OWNER_MASK 0x3fffffff

struct thread_struct {
  unsigned long fsbase;
} __attribute__((preserve_access_index));

struct ns_common {
  unsigned int inum;
} __attribute__((preserve_access_index));

struct pid_namespace {
  struct ns_common ns;
} __attribute__((preserve_access_index));

struct upid {
  int nr;
  struct pid_namespace *ns;
} __attribute__((preserve_access_index));

struct pid {
  unsigned int level;
  struct upid numbers[1];
} __attribute__((preserve_access_index));

struct signal_struct {
  struct {
    int counter;
  } live;
  /// By type: PIDTYPE_TGID is 1.
  struct pid *pids[4];
} __attribute__((preserve_access_index));

struct task_struct {
  int pid;
  int tgid;
  unsigned int flags;
  unsigned int __state;
  int on_cpu;
  int on_rq;
  char comm[16];
  struct thread_struct thread;
  struct pid *thread_pid;
  struct signal_struct *signal;
  void *mm;
} __attribute__((preserve_access_index));

struct seq_file;

struct bpf_iter_meta {
  struct seq_file *seq;
} __attribute__((preserve_access_index));

struct bpf_iter__task {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
} __attribute__((preserve_access_index));

/// Before Linux 5.14 the state had another name.
struct task_struct___old {
  long state;
} __attribute__((preserve_access_index));

static __always_inline __u32 task_state(struct task_struct *task) {
  if (bpf_core_field_exists(task->__state)) return task->__state;
  return BPF_CORE_READ((struct task_struct___old *)task, state);
}

/// The number of a process or thread in the PID namespace with this inode; 0 when it has none there.
static __noinline __u32 number_in_namespace(struct pid *pid, __u32 inode) {
  __u32 level = BPF_CORE_READ(pid, level);
  // Namespaces may be nested 32 deep; nobody goes beyond a few.
  for (__u32 index = 0; index < 6; index++) {
    if (index > level) return 0;
    struct upid number;
    bpf_core_read(&number, sizeof(number), &pid->numbers[index]);
    if (number.ns && BPF_CORE_READ(number.ns, ns.inum) == inode) return number.nr;
  }
  return 0;
}
