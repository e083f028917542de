// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// The recorder in the kernel. At every tick of a CPU's clock, if the thread that runs there belongs to a process we record, its stack is
// walked, its chain of async contexts followed and its Swift task read. At every switch of a processor and every wake-up the time that threads
// spend waiting is added up, by what they wait for. Probes on the Swift runtime do the same for tasks.
#include "queues.h"
#include "waits.h"

SEC("perf_event")
int headroom_on_tick(struct bpf_perf_event_data *context) {
  struct task_struct *task = (struct task_struct *)bpf_get_current_task_btf();
  struct ids ids = ids_of(task);
  struct headroom_configuration *configuration = find_configuration(ids.process);
  struct scratch *scratch = find_scratch(SCRATCH_TICK);
  struct headroom_settings *settings = find_settings();
  if (!configuration || !scratch || !settings) return 0;
  struct headroom_sample *sample = &scratch->sample;
  start_sample(scratch, HEADROOM_SAMPLE, ids);
  bpf_get_current_comm(sample->thread_name, sizeof(sample->thread_name));
  sample->weight = settings->period;
  if (!read_user_registers(scratch, task)) return 0;
  struct headroom_thread *thread = find_thread(ids.thread);
  if (thread && thread->holds) {
    struct headroom_object key = {.address = thread->holds, .process = ids.process};
    struct headroom_lock *lock = bpf_map_lookup_elem(&locks, &key);
    if (lock && lock->waiters > 0 && (__u32)lock->owner == ids.thread) sample->lock = thread->holds;
  }
  __u32 words = 0;
  if (KERNEL_MODE(&context->regs)) {
    sample->flags |= HEADROOM_IN_KERNEL;
    long size = bpf_get_stack(context, scratch->words, HEADROOM_KERNEL_LIMIT * 8, 0);
    if (size > 0 && size <= HEADROOM_KERNEL_LIMIT * 8) words = size / 8;
  }
  sample->kernel_count = words;
  // A thread that is ending has given up its memory: there is no user stack any more.
  if (BPF_CORE_READ(task, mm) != NULL) {
    read_task(scratch, configuration, task, thread);
    if (sample->task) read_task_name(scratch, configuration);
    set_registers(&sample->registers, &scratch->user);
    words = read_stack(scratch, configuration, words, HEADROOM_FRAME_LIMIT);
  }
  if (send(scratch, words) != 0) count(HEADROOM_LOST_SAMPLES);
  return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(headroom_on_switch, _Bool is_preempted, struct task_struct *previous, struct task_struct *next) {
  __u64 now = bpf_ktime_get_ns();
  leave_processor(previous, is_preempted, now);
  enter_processor(next, now);
  return 0;
}

SEC("tp_btf/sched_waking")
int BPF_PROG(headroom_on_waking, struct task_struct *task) {
  wake(task);
  return 0;
}

static __always_inline void send_event(__u32 kind, __u32 process, __u32 other) {
  struct headroom_event event = {.kind = kind, .process = process, .other = other};
  __u64 flags = kind == HEADROOM_EXEC ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
  if (bpf_ringbuf_output(&ring, &event, sizeof(event), flags) != 0) count(HEADROOM_LOST_SAMPLES);
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(headroom_on_fork, struct task_struct *parent, struct task_struct *child) {
  struct headroom_settings *settings = find_settings();
  struct ids from = ids_of(parent);
  struct ids to = ids_of(child);
  __u32 *index = bpf_map_lookup_elem(&processes, &from.process);
  if (!settings || !index) return 0;
  // A new thread has its creator's process id.
  if (from.process != to.process) {
    if (!settings->includes_children) return 0;
    __u32 same = *index;
    bpf_map_update_elem(&processes, &to.process, &same, BPF_ANY);
    send_event(HEADROOM_FORK, to.process, from.process);
  }
  struct scratch *scratch = settings->records_waits && settings->is_active ? take_scratch() : NULL;
  if (!scratch) return 0;
  add_thread(scratch, to, bpf_ktime_get_ns(), HEADROOM_READY);
  give_back(scratch);
  return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(headroom_on_exec, struct task_struct *task, __s32 former) {
  struct ids ids = ids_of(task);
  struct headroom_settings *settings = find_settings();
  if (!settings || !bpf_map_lookup_elem(&processes, &ids.process)) return 0;
  // A thread that is not the first has taken the first one's number, and its own is nobody's. In a namespace that one is not known.
  struct ids before = {.process = ids.process, .thread = former};
  if (settings->namespace_inode == 0 && before.thread != ids.thread) end_thread(task, before);
  // Nothing is known of the new program: until user space has looked, stacks are copied.
  __u32 unknown = 0;
  bpf_map_update_elem(&processes, &ids.process, &unknown, BPF_ANY);
  send_event(HEADROOM_EXEC, ids.process, 0);
  return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(headroom_on_exit, struct task_struct *task) {
  struct ids ids = ids_of(task);
  if (!bpf_map_lookup_elem(&processes, &ids.process)) return 0;
  end_thread(task, ids);
  if (BPF_CORE_READ(task, signal, live.counter) != 0) return 0;
  // Its number may be another process's soon.
  bpf_map_delete_elem(&processes, &ids.process);
  send_event(HEADROOM_EXIT, ids.process, 0);
  return 0;
}

/// Begins the account of a thread that exists already. Returns 1 when it is off its processor: then its registers are in `first`.
static __always_inline int add_existing(struct scratch *scratch, struct task_struct *task, struct ids ids) {
  int is_running = BPF_CORE_READ(task, on_cpu);
  int is_ready = BPF_CORE_READ(task, on_rq);
  set_thread(scratch, ids, bpf_ktime_get_ns(), is_running ? HEADROOM_RUNNING : is_ready ? HEADROOM_READY : HEADROOM_BLOCKED);
  struct headroom_thread *thread = &scratch->thread;
  thread->key.stack = 1ULL << HEADROOM_FIRST_STACK_BIT | ids.thread;
  if (thread->phase == HEADROOM_BLOCKED) read_system_call(&thread->key, &scratch->user);
  if (bpf_map_update_elem(&threads, &ids.thread, thread, BPF_NOEXIST) != 0 || is_running) return 0;
  struct headroom_first_thread *first = &scratch->first;
  first->process = ids.process;
  first->thread = ids.thread;
  first->system_call = thread->key.system_call;
  first->operation = thread->key.operation;
  set_registers(&first->registers, &scratch->user);
  return 1;
}

/// Shows user space the threads that exist already: they are accounted for from now on, and their registers say where they wait.
SEC("iter/task")
int headroom_on_thread(struct bpf_iter__task *context) {
  struct task_struct *task = (struct task_struct *)context->task;
  if (!task) return 0;
  struct ids ids = ids_of(task);
  if (!find_configuration(ids.process) || BPF_CORE_READ(task, flags) & PF_EXITING) return 0;
  struct scratch *scratch = take_scratch();
  if (!scratch) return 0;
  if (read_user_registers(scratch, task) && add_existing(scratch, task, ids)) {
    bpf_seq_write(context->meta->seq, &scratch->first, sizeof(scratch->first));
  }
  give_back(scratch);
  return 0;
}

/// `swift_task_enqueueGlobal(job)`
SEC("uprobe")
int headroom_on_enqueue_global(struct pt_regs *registers) {
  enqueue(registers->rdi, 0, 1);
  return 0;
}

/// `swift_defaultActor_enqueue(job, actor)`
SEC("uprobe")
int headroom_on_enqueue_actor(struct pt_regs *registers) {
  enqueue(registers->rdi, registers->rsi, 0);
  return 0;
}

/// `swift_task_enqueueMainExecutor(job)`: the main actor is known by the executor that threads on it have, not by an address here.
SEC("uprobe")
int headroom_on_enqueue_main(struct pt_regs *registers) {
  enqueue(registers->rdi, HEADROOM_MAIN_EXECUTOR, 0);
  return 0;
}

/// `swift::runJobInEstablishedExecutorContext(job)`
SEC("uprobe")
int headroom_on_run(struct pt_regs *registers) {
  run_job(registers->rdi);
  return 0;
}

SEC("uprobe")
int headroom_on_request(void *context) {
  struct ids ids = ids_of((struct task_struct *)bpf_get_current_task_btf());
  if (find_configuration(ids.process)) count(HEADROOM_REQUESTS);
  return 0;
}

/// Does nothing: what a probe itself costs is measured with it.
SEC("uprobe")
int headroom_on_calibrate(void *context) { return 0; }

char headroom_license[] SEC("license") = "Dual BSD/GPL";
