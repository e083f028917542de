// Making records: samples, the stacks that ids stand for, names.
#pragma once
#include "swift.h"

static __always_inline void start_sample(struct scratch *scratch, __u32 kind, struct ids ids) {
  struct headroom_sample *sample = &scratch->sample;
  __builtin_memset(sample, 0, offsetof(struct headroom_sample, registers));
  sample->kind = kind;
  sample->time = bpf_ktime_get_ns();
  sample->process = ids.process;
  sample->thread = ids.thread;
  sample->system_call = -1;
  scratch->hash = (__u64)ids.process << 32;
}

/// Puts the registers that a walk needs where user space finds them.
static __always_inline void set_registers(struct headroom_registers *registers, struct pt_regs *from) {
  __u64 *values = registers->values;
  values[3] = from->rbx;
  values[6] = from->rbp;
  values[7] = from->rsp;
  values[14] = from->r14;
  values[16] = from->rip;
}

/// The instruction at which a thread was interrupted. At a probed one the program counter is one byte behind its start until the kernel has
/// emulated it; a push of the frame pointer is then done, and the same place means that.
static __always_inline __u64 interrupted_at(struct headroom_configuration *configuration, struct pt_regs *user) {
  __u32 count = configuration->probe_count;
  for (__u32 index = 0; index < HEADROOM_PROBE_LIMIT; index++) {
    if (index >= count) break;
    if (configuration->probes[index] + 1 != user->rip) continue;
    __u64 top = 0;
    return read_word(user->rsp, &top) == 0 && top == user->rbp ? user->rip : user->rip - 1;
  }
  return user->rip;
}

/// Walks the user stack of the current thread and its chain of async contexts, behind the kernel frames that are there. Returns the number of
/// words.
///
/// A global function: the verifier checks it once by itself and not wherever it is called.
__noinline int read_stack(struct scratch *scratch, struct headroom_configuration *configuration, __u32 kernel_count, __u32 limit) {
  if (!scratch || !configuration) return 0;
  struct pt_regs *user = &scratch->user;
  struct headroom_sample *sample = &scratch->sample;
  struct place *place = &scratch->place;
  struct walk walk = {.scratch = scratch, .configuration = configuration};
  __u64 program_counter = interrupted_at(configuration, user);
  place->program_counter = program_counter;
  place->stack_pointer = user->rsp;
  place->frame_pointer = user->rbp;
  place->async_context = user->r14;
  place->base = user->rbx;
  place->context = 0;
  place->count = kernel_count;
  place->first = kernel_count;
  place->is_exact = 1;
  scratch->window.address = 0;
  append(&walk, program_counter);
  if (bpf_loop(limit, walk_frame, &walk, 0) == limit) truncate(&walk);
  sample->frame_count = place->count - kernel_count;
  __u32 count = place->count;
  if (sample->flags & HEADROOM_RESUMES) {
    place->stack = count;
    sample->stack_count = copy_stack(scratch, count, sample->registers.values[7]);
    count += sample->stack_count;
    if (sample->chain_source == 0) bpf_loop(HEADROOM_SEARCH_LIMIT, search_stack, &walk, 0);
  }
  read_chain(&walk, count);
  return count + sample->chain_count;
}

/// Sends the record with so many words behind its head; 0 when there was room.
static __always_inline long send(struct scratch *scratch, __u32 count) {
  __u64 size = sizeof(scratch->sample) + (__u64)count * 8;
  if (size > sizeof(scratch->sample) + sizeof(scratch->words)) return -1;
  return bpf_ringbuf_output(&ring, scratch, size, BPF_RB_NO_WAKEUP);
}

/// The id of the stack in the scratch; the first time it is met user space is told of it.
static __always_inline __u64 stack_id(struct scratch *scratch, __u32 count) {
  __u64 id = scratch->hash & ~(1ULL << HEADROOM_FIRST_STACK_BIT);
  if (id == 0) id = 1;
  if (bpf_map_lookup_elem(&known, &id)) return id;
  scratch->sample.kind = HEADROOM_STACK;
  scratch->sample.weight = id;
  __u32 value = 0;
  if (send(scratch, count) == 0) bpf_map_update_elem(&known, &id, &value, BPF_ANY);
  return id;
}

/// Tells user space once what a number stands for.
static __always_inline void announce(struct scratch *scratch, __u32 kind, __u64 number, __u64 value) {
  // Another number than that of a stack with the same bits.
  __u64 key = ((number ^ kind) * 0x9e3779b97f4a7c15ULL) ^ value;
  if (bpf_map_lookup_elem(&known, &key)) return;
  struct headroom_name *name = &scratch->name;
  name->kind = kind;
  name->process = scratch->sample.process;
  name->number = number;
  name->value = value;
  __builtin_memcpy(name->text, scratch->sample.task_name, sizeof(name->text));
  __u32 told = 1;
  if (bpf_ringbuf_output(&ring, name, sizeof(*name), BPF_RB_NO_WAKEUP) == 0) bpf_map_update_elem(&known, &key, &told, BPF_ANY);
}

/// The number of the name of the task whose head is in the scratch; 1 for a task without a name.
static __always_inline __u64 name_number(struct scratch *scratch, struct headroom_configuration *configuration) {
  read_task_name(scratch, configuration);
  struct headroom_sample *sample = &scratch->sample;
  if (sample->task_name_length == 0) return 1;
  __u64 hash = 2;
  for (int index = 0; index < HEADROOM_NAME_LIMIT / 8; index++) {
    __u64 word = *(__u64 *)(sample->task_name + 8 * index);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 29;
  }
  if (hash < 2) hash = 2;
  announce(scratch, HEADROOM_TASK_NAME, hash, 0);
  return hash;
}

/// The number of the name of the task that the thread runs: 0 outside a task.
static __always_inline __u64 task_number(struct scratch *scratch, struct headroom_configuration *configuration) {
  struct headroom_sample *sample = &scratch->sample;
  if (sample->task == 0) return 0;
  struct headroom_object key = {.address = sample->task, .process = sample->process};
  struct headroom_task *known = bpf_map_lookup_elem(&tasks, &key);
  if (known && known->id == sample->task_id) return known->name;
  return name_number(scratch, configuration);
}

/// The actor in the scratch; user space is told of its type.
static __always_inline __u64 executor_number(struct scratch *scratch) {
  __u64 executor = scratch->sample.executor;
  if (executor) announce(scratch, HEADROOM_EXECUTOR, executor, scratch->sample.executor_type);
  return executor;
}

/// The thread does something else than the task that it ran last: that one is suspended, unless it is enqueued or was taken up elsewhere.
static __always_inline void end_job(struct headroom_thread *thread, __s32 process, __u64 now) {
  if (thread->job == 0) return;
  struct headroom_object key = {.address = thread->job, .process = process};
  thread->job = 0;
  struct headroom_task *task = bpf_map_lookup_elem(&tasks, &key);
  if (task && task->enqueued == 0 && task->thread == (__u32)thread->key.thread) task->suspended = now;
}
