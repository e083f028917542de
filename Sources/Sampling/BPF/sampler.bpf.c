// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
//
// The sampler in the kernel: at every tick of a CPU's clock, if the thread that runs there belongs to a process we record, it walks the
// thread's stack by frame pointers, follows the chain of async contexts and reads the current Swift task. Where frame pointers do not hold it
// copies registers and stack, and user space goes on with call frame information.
//
// Fields of kernel structures are relocated when the program is loaded (CO-RE), so no kernel headers are needed.
#include <linux/bpf.h>
#include <linux/bpf_perf_event.h>
#include <linux/ptrace.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "headroom_sampler.h"

#define WORD_MASK (HEADROOM_WORD_LIMIT - 1)
// Behind the copied stack there is room for the chain: 4096 + 2048 + 256 words are below 8192.
#define CHAIN_MASK (2 * HEADROOM_WORD_LIMIT - 1)
#define KERNEL_MODE(regs) (((regs)->cs & 3) == 0)

struct thread_struct {
  unsigned long fsbase;
} __attribute__((preserve_access_index));

struct task_struct {
  int pid;
  int tgid;
  struct thread_struct thread;
  void *mm;
} __attribute__((preserve_access_index));

/// A record under construction: the head, then words.
struct scratch {
  struct headroom_sample sample;
  __u64 words[2 * HEADROOM_WORD_LIMIT];
};

/// One per CPU. Not a per-CPU map: their values are limited to 32 KiB. User space sets the number of entries.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct scratch);
} scratches SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 16 << 20);
} ring SEC(".maps");

/// Process id to the index of its configuration.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 16384);
  __type(key, __u32);
  __type(value, __u32);
} processes SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, HEADROOM_CONFIGURATION_LIMIT);
  __type(key, __u32);
  __type(value, struct headroom_configuration);
} configurations SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 16384);
  __type(key, struct headroom_root);
  __type(value, __u32);
} roots SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} lost SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct headroom_settings);
} settings SEC(".maps");

/// State of a walk; lives on the stack of the program while `bpf_loop` calls one step after the other.
struct walk {
  struct scratch *scratch;
  struct headroom_configuration *configuration;
  __u64 configuration_index;
  __u64 frame_pointer;
  /// Words written so far.
  __u32 count;
  /// Index of the first user frame in the words.
  __u32 first;
  /// The next context of the chain.
  __u64 context;
  /// Index of the first word of copied stack.
  __u32 stack;
};

static __always_inline void count_lost(void) {
  __u32 key = 0;
  __u64 *value = bpf_map_lookup_elem(&lost, &key);
  if (value) *value += 1;
}

/// True when `address` is in code that keeps frame pointers. Bisects; 10 steps cover the limit of 512 ranges.
static __always_inline int keeps_frame_pointer(struct headroom_configuration *configuration, __u64 address) {
  __u32 low = 0;
  __u32 high = configuration->range_count;
  if (high > HEADROOM_RANGE_LIMIT) high = HEADROOM_RANGE_LIMIT;
  for (int step = 0; step < 10; step++) {
    if (low >= high) break;
    __u32 middle = (low + high) / 2;
    struct headroom_range *range = &configuration->ranges[middle & (HEADROOM_RANGE_LIMIT - 1)];
    if (address < range->start) {
      high = middle;
    } else if (address >= range->end) {
      low = middle + 1;
    } else {
      return 1;
    }
  }
  return 0;
}

/// True when `address` is in a function that runs jobs: its callee is an async funclet.
static __always_inline int is_runner(struct headroom_configuration *configuration, __u64 address) {
  __u32 count = configuration->runner_count;
  for (__u32 index = 0; index < HEADROOM_RUNNER_LIMIT; index++) {
    if (index >= count) break;
    struct headroom_range *range = &configuration->runners[index];
    if (address >= range->start && address < range->end) return 1;
  }
  return 0;
}

/// Copies whole words of stack from `address` to the end of the words so far: as much as is mapped, page by page, so that the end of the
/// stack does not fail all of it. Returns how many words. `limit` is at most HEADROOM_STACK_LIMIT.
static __always_inline __u32 copy_stack(struct scratch *scratch, __u32 count, __u64 address, __u32 limit) {
  // The index is masked for the verifier; the sum of all limits before the stack is below HEADROOM_WORD_LIMIT.
  char *destination = (char *)&scratch->words[count & WORD_MASK];
  address &= ~7ULL;
  if (bpf_probe_read_user(destination, limit, (void *)address) == 0) return limit / 8;
  __u32 done = 0;
  // At most five pages hold 16 KiB.
  for (int page = 0; page < 5; page++) {
    __u32 size = 4096 - ((address + done) & 4095);
    if (done >= limit) break;
    if (size > limit - done) size = limit - done;
    if (size > 4096 || done > HEADROOM_STACK_LIMIT - 4096) break;
    if (bpf_probe_read_user(destination + done, size, (void *)(address + done)) != 0) break;
    done += size;
  }
  return done / 8;
}

/// Notes that the walk goes on in user space from this frame.
static __always_inline void resume(struct scratch *scratch, __u64 program_counter, __u64 stack_pointer, __u64 frame_pointer) {
  scratch->sample.flags |= HEADROOM_RESUMES;
  scratch->sample.registers.values[16] = program_counter;
  scratch->sample.registers.values[7] = stack_pointer;
  scratch->sample.registers.values[6] = frame_pointer;
  // A walk by frame pointers does not know the others.
  scratch->sample.registers.values[3] = 0;
  scratch->sample.registers.values[14] = 0;
}

/// One step outwards by the frame pointer; 1 ends the walk.
static long walk_frame(__u32 index, void *context) {
  struct walk *walk = context;
  struct scratch *scratch = walk->scratch;
  struct headroom_configuration *configuration = walk->configuration;
  if (!scratch || !configuration) return 1;
  __u64 frame[2];
  if (walk->frame_pointer == 0 || bpf_probe_read_user(frame, sizeof(frame), (void *)walk->frame_pointer) != 0) {
    scratch->sample.flags |= HEADROOM_TRUNCATED;
    return 1;
  }
  __u64 return_address = frame[1];
  if (return_address == 0) return 1;
  __u32 count = walk->count;
  scratch->words[count & WORD_MASK] = return_address;
  walk->count = count + 1;
  if (scratch->sample.chain_source == 0 && is_runner(configuration, return_address)) {
    // The frame just left is the innermost async funclet; it keeps its context below its frame pointer.
    scratch->sample.chain_source = 1;
    scratch->sample.chain_frame = count - 1 - walk->first;
    bpf_probe_read_user(&walk->context, 8, (void *)(walk->frame_pointer - 8));
  }
  if (!keeps_frame_pointer(configuration, return_address)) {
    struct headroom_root root = {walk->configuration_index, return_address};
    if (!bpf_map_lookup_elem(&roots, &root)) resume(scratch, return_address, walk->frame_pointer + 16, frame[0]);
    return 1;
  }
  if (frame[0] <= walk->frame_pointer) {
    // A caller's frame lies above its callee's: this is the end, but not a root.
    scratch->sample.flags |= HEADROOM_TRUNCATED;
    return 1;
  }
  walk->frame_pointer = frame[0];
  return 0;
}

/// One link of the chain of async contexts: `{parent, resume function}`; 1 ends it.
static long walk_context(__u32 index, void *context) {
  struct walk *walk = context;
  struct scratch *scratch = walk->scratch;
  if (!scratch) return 1;
  __u64 link[2];
  if (walk->context == 0 || bpf_probe_read_user(link, sizeof(link), (void *)walk->context) != 0) return 1;
  scratch->words[walk->count & CHAIN_MASK] = link[1];
  walk->count += 1;
  scratch->sample.chain_count += 1;
  if (link[0] == 0) {
    scratch->sample.flags |= HEADROOM_CHAIN_COMPLETE;
    return 1;
  }
  walk->context = link[0];
  return 0;
}

/// Looks at one word of copied stack; 1 ends the search. A return address into a job runner marks the frame of the innermost async funclet
/// below it: its saved frame pointer is one word and its context two words below. (User space checks this with call frame information.)
static long search_stack(__u32 index, void *context) {
  struct walk *walk = context;
  struct scratch *scratch = walk->scratch;
  struct headroom_configuration *configuration = walk->configuration;
  if (!scratch || !configuration || index + 2 >= scratch->sample.stack_count) return 1;
  __u32 word = walk->stack + index;
  if (!is_runner(configuration, scratch->words[(word + 2) & CHAIN_MASK])) return 0;
  scratch->sample.chain_source = 1;
  walk->context = scratch->words[word & CHAIN_MASK];
  return 1;
}

/// Follows the chain from the context that was found, after what has been written so far.
static __always_inline void read_chain(struct walk *walk, __u32 count) {
  struct scratch *scratch = walk->scratch;
  walk->count = count;
  scratch->sample.chain_count = 0;
  scratch->sample.context = walk->context;
  if (walk->context) bpf_loop(HEADROOM_CHAIN_LIMIT, walk_context, walk, 0);
}

/// Reads the name of the task from its list of status records.
static __always_inline void read_task_name(struct scratch *scratch, struct headroom_configuration *configuration, __u64 task) {
  __u64 record = 0;
  bpf_probe_read_user(&record, 8, (void *)(task + configuration->status_list));
  for (int index = 0; index < HEADROOM_STATUS_RECORD_LIMIT; index++) {
    if (record == 0) return;
    __u8 kind = 0;
    if (bpf_probe_read_user(&kind, 1, (void *)(record + configuration->record_kind)) != 0) return;
    if (kind == configuration->name_kind) {
      __u64 name = 0;
      bpf_probe_read_user(&name, 8, (void *)(record + configuration->name_pointer));
      long length = bpf_probe_read_user_str(scratch->sample.task_name, HEADROOM_NAME_LIMIT, (void *)name);
      // The length counts the null at the end.
      if (length > 1 && length <= HEADROOM_NAME_LIMIT) scratch->sample.task_name_length = length - 1;
      return;
    }
    if (bpf_probe_read_user(&record, 8, (void *)(record + configuration->record_next)) != 0) return;
  }
}

/// Reads which Swift task the thread runs, if any.
static __always_inline void read_task(struct scratch *scratch, struct headroom_configuration *configuration, struct task_struct *thread) {
  if (!configuration->task_place) return;
  __u64 task = 0;
  __u64 metadata = 0;
  __u64 base = BPF_CORE_READ(thread, thread.fsbase);
  if (configuration->task_place == HEADROOM_TASK_IN_MODULE) {
    // The thread pointer's second word is the dynamic thread vector: two words per module, the first is the module's block.
    __u64 vector = 0;
    if (bpf_probe_read_user(&vector, 8, (void *)(base + 8)) != 0) return;
    if (bpf_probe_read_user(&base, 8, (void *)(vector + 16 * configuration->task_module)) != 0) return;
  }
  if (bpf_probe_read_user(&task, 8, (void *)(base + configuration->task_offset)) != 0 || task == 0) return;
  // What does not begin with the metadata of tasks is not a task.
  if (bpf_probe_read_user(&metadata, 8, (void *)task) != 0 || metadata != configuration->task_metadata) return;
  __u32 low = 0;
  __u32 high = 0;
  bpf_probe_read_user(&low, 4, (void *)(task + configuration->task_id_low));
  bpf_probe_read_user(&high, 4, (void *)(task + configuration->task_id_high));
  scratch->sample.task = task;
  scratch->sample.task_id = (__u64)high << 32 | low;
  read_task_name(scratch, configuration, task);
}

/// Puts the registers in the order of their DWARF numbers.
static __always_inline void set_registers(struct headroom_registers *registers, struct pt_regs *from) {
  __u64 *values = registers->values;
  values[0] = from->rax;
  values[1] = from->rdx;
  values[2] = from->rcx;
  values[3] = from->rbx;
  values[4] = from->rsi;
  values[5] = from->rdi;
  values[6] = from->rbp;
  values[7] = from->rsp;
  values[8] = from->r8;
  values[9] = from->r9;
  values[10] = from->r10;
  values[11] = from->r11;
  values[12] = from->r12;
  values[13] = from->r13;
  values[14] = from->r14;
  values[15] = from->r15;
  values[16] = from->rip;
}

static __always_inline struct headroom_settings *find_settings(void) {
  __u32 key = 0;
  return bpf_map_lookup_elem(&settings, &key);
}

static __always_inline void start_sample(struct headroom_sample *sample, __u64 ids) {
  sample->kind = HEADROOM_SAMPLE;
  sample->flags = 0;
  sample->time = bpf_ktime_get_ns();
  sample->process = ids >> 32;
  sample->thread = (__u32)ids;
  bpf_get_current_comm(sample->thread_name, sizeof(sample->thread_name));
  sample->task = 0;
  sample->task_id = 0;
  sample->context = 0;
  sample->chain_source = 0;
  sample->chain_frame = 0;
  sample->task_name_length = 0;
  sample->kernel_count = 0;
  sample->frame_count = 0;
  sample->chain_count = 0;
  sample->leaf_stack_count = 0;
  sample->stack_count = 0;
}

/// True when the leaf has no frame of its own and was called by a job runner: the return address is still at, or one or two words above, the
/// stack pointer. Then its context is in the register. (User space checks this with call frame information.)
static __always_inline int is_entry_of_funclet(struct headroom_configuration *configuration, __u64 stack_pointer) {
  __u64 words[3] = {};
  if (bpf_probe_read_user(words, sizeof(words), (void *)stack_pointer) != 0) return 0;
  return is_runner(configuration, words[0]) || is_runner(configuration, words[1]) || is_runner(configuration, words[2]);
}

SEC("perf_event")
int headroom_on_tick(struct bpf_perf_event_data *context) {
  __u64 ids = bpf_get_current_pid_tgid();
  __u32 process = ids >> 32;
  __u32 *index = bpf_map_lookup_elem(&processes, &process);
  if (!index) return 0;
  __u32 configuration_index = *index;
  struct headroom_configuration *configuration = bpf_map_lookup_elem(&configurations, &configuration_index);
  __u32 cpu = bpf_get_smp_processor_id();
  struct scratch *scratch = bpf_map_lookup_elem(&scratches, &cpu);
  struct headroom_settings *settings = find_settings();
  if (!configuration || !scratch || !settings) return 0;
  struct headroom_sample *sample = &scratch->sample;
  start_sample(sample, ids);
  sample->weight = settings->period;

  struct task_struct *thread = (struct task_struct *)bpf_get_current_task_btf();
  struct pt_regs user;
  if (bpf_probe_read_kernel(&user, sizeof(user), (void *)bpf_task_pt_regs((void *)thread)) != 0) return 0;

  struct walk walk = {.scratch = scratch, .configuration = configuration, .configuration_index = configuration_index};
  if (KERNEL_MODE(&context->regs)) {
    long size = bpf_get_stack(context, scratch->words, HEADROOM_KERNEL_LIMIT * 8, 0);
    if (size > 0 && size <= HEADROOM_KERNEL_LIMIT * 8) walk.count = size / 8;
  }
  __u32 count = walk.count;
  sample->kernel_count = count;
  walk.first = walk.count;
  read_task(scratch, configuration, thread);

  set_registers(&sample->leaf, &user);
  if (BPF_CORE_READ(thread, mm) == NULL) {
    // The thread is ending and has given up its memory: there is no user stack any more.
    goto send;
  }
  if (keeps_frame_pointer(configuration, user.rip)) {
    scratch->words[walk.count & WORD_MASK] = user.rip;
    walk.count += 1;
    walk.frame_pointer = user.rbp;
    if (is_entry_of_funclet(configuration, user.rsp)) {
      sample->chain_source = 2;
      walk.context = user.r14;
    }
    bpf_loop(HEADROOM_FRAME_LIMIT, walk_frame, &walk, 0);
    sample->frame_count = walk.count - walk.first;
    if (sample->frame_count > HEADROOM_FRAME_LIMIT) sample->flags |= HEADROOM_TRUNCATED;
  } else {
    // Frame pointers do not hold at the leaf: user space unwinds from here.
    set_registers(&sample->registers, &user);
    sample->flags |= HEADROOM_RESUMES;
  }

  count = walk.count;
  if (sample->frame_count) {
    sample->leaf_stack_count = copy_stack(scratch, count, user.rsp, HEADROOM_LEAF_STACK);
    count += sample->leaf_stack_count;
  }
  if (sample->flags & HEADROOM_RESUMES) {
    walk.stack = count;
    sample->stack_count = copy_stack(scratch, count, sample->registers.values[7], HEADROOM_STACK_LIMIT);
    count += sample->stack_count;
    if (sample->chain_source == 0) bpf_loop(HEADROOM_SEARCH_LIMIT, search_stack, &walk, 0);
  }
  read_chain(&walk, count);
  if (sample->task && !sample->frame_count && !(sample->flags & HEADROOM_CHAIN_COMPLETE)) {
    // Code without frame pointers keeps its context where only call frame information finds it; often that is still the register.
    sample->chain_source = 2;
    walk.context = user.r14;
    read_chain(&walk, count);
  }
  count += sample->chain_count;
send:;
  __u64 size = sizeof(*sample) + (__u64)count * 8;
  if (size > sizeof(*scratch)) return 0;
  if (bpf_ringbuf_output(&ring, scratch, size, BPF_RB_NO_WAKEUP) != 0) count_lost();
  return 0;
}

static __always_inline void send_event(__u32 kind, __u32 process, __u32 other) {
  struct headroom_event event = {.kind = kind, .process = process, .other = other};
  if (bpf_ringbuf_output(&ring, &event, sizeof(event), BPF_RB_NO_WAKEUP) != 0) count_lost();
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(headroom_on_fork, struct task_struct *parent, struct task_struct *child) {
  struct headroom_settings *settings = find_settings();
  if (!settings || !settings->includes_children) return 0;
  __u32 from = BPF_CORE_READ(parent, tgid);
  __u32 to = BPF_CORE_READ(child, tgid);
  // A new thread has its creator's process id.
  if (from == to) return 0;
  __u32 *index = bpf_map_lookup_elem(&processes, &from);
  if (!index) return 0;
  __u32 same = *index;
  bpf_map_update_elem(&processes, &to, &same, BPF_ANY);
  send_event(HEADROOM_FORK, to, from);
  return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(headroom_on_exec, struct task_struct *task) {
  __u32 process = BPF_CORE_READ(task, tgid);
  if (!bpf_map_lookup_elem(&processes, &process)) return 0;
  // Nothing is known of the new program: until user space has looked, stacks are copied.
  __u32 unknown = 0;
  bpf_map_update_elem(&processes, &process, &unknown, BPF_ANY);
  send_event(HEADROOM_EXEC, process, 0);
  return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(headroom_on_exit, struct task_struct *task) {
  __u32 process = BPF_CORE_READ(task, tgid);
  if (BPF_CORE_READ(task, pid) != process || !bpf_map_lookup_elem(&processes, &process)) return 0;
  send_event(HEADROOM_EXIT, process, 0);
  return 0;
}

char headroom_license[] SEC("license") = "Dual BSD/GPL";
