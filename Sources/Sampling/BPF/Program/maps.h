// What the program keeps, and what user space tells it.
#pragma once
#include "kernel.h"

#define WORD_MASK (HEADROOM_WORD_LIMIT - 1)
// Behind the copied stack there is room for the chain: 4096 + 2048 + 256 words are below 8192.
#define CHAIN_MASK (2 * HEADROOM_WORD_LIMIT - 1)

/// Where a walk is. Kept in a map and not on the program's stack: the verifier follows what is on the stack value by value.
struct place {
  __u64 program_counter;
  __u64 stack_pointer;
  __u64 frame_pointer;
  /// The register of the async context, and the base register. Where frames are left by frame pointers they are not followed.
  __u64 async_context;
  __u64 base;
  /// The next context of the chain.
  __u64 context;
  /// Words written so far.
  __u32 count;
  /// Index of the first user frame in the words, and of the first word of copied stack.
  __u32 first;
  __u32 stack;
  /// The program counter is where the thread was interrupted, not a return address.
  __u32 is_exact;
};

/// A copy of a piece of stack: a walk reads many words that lie near one another.
struct window {
  __u64 address;
  __u64 words[HEADROOM_WINDOW_WORDS];
};

/// A search for the last row that does not start behind an address.
struct bisection {
  __u32 low;
  __u32 high;
  __u32 address;
  __u32 unused;
};

/// A record under construction: the head, then words.
struct scratch {
  struct headroom_sample sample;
  __u64 words[2 * HEADROOM_WORD_LIMIT];
  /// Of the words that make up a stack's id so far.
  __u64 hash;
  /// Not 0 while a probe uses it.
  __u32 is_taken;
  __u32 unused;
  struct place place;
  struct window window;
  struct bisection bisection;
  // What would not fit on the 512 bytes of a program's own stack.
  struct pt_regs user;
  struct headroom_thread thread;
  struct headroom_wait_key key;
  struct headroom_name name;
  struct headroom_task task;
  /// The first words of a task, or of one of its status records.
  __u64 head[HEADROOM_TASK_WORDS];
  __u64 record[HEADROOM_RECORD_WORDS];
  struct headroom_first_thread first;
};

/// HEADROOM_SCRATCH_COUNT per CPU. Not a per-CPU map: their values are limited to 32 KiB. User space sets the number of entries.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, HEADROOM_SCRATCH_COUNT);
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

/// The unwind tables of all images, one behind the other. User space sets the number of entries.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct headroom_row);
} rows SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, HEADROOM_RULE_LIMIT);
  __type(key, __u32);
  __type(value, struct headroom_rule);
} rules SEC(".maps");

/// How a frame at an address is left, as it was looked up before.
struct step {
  /// The address, doubled, and 1 where it is not a return address; 0 for an empty entry.
  __u64 key;
  __u32 generation;
  __u32 rule;
};

/// HEADROOM_STEP_LIMIT per CPU. User space sets the number of entries.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, HEADROOM_STEP_LIMIT);
  __type(key, __u32);
  __type(value, struct step);
} steps SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, HEADROOM_COUNTER_COUNT);
  __type(key, __u32);
  __type(value, __u64);
} counters SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct headroom_settings);
} settings SEC(".maps");

/// Stack ids, task names and actors that user space has been told of. The value is 1 for the stack of a wait that is not one for a lock.
/// What is thrown out is told again.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 65536);
  __type(key, __u64);
  __type(value, __u32);
} known SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 32768);
  __type(key, __u32);
  __type(value, struct headroom_thread);
} threads SEC(".maps");

/// Two tables of waits: the one in slot 0 of `waits` is written, the other is read meanwhile. The kernel lets an exchange return only when no
/// program uses the old table any more, so nothing is lost between them.
struct wait_table {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __type(key, struct headroom_wait_key);
  __type(value, struct headroom_wait);
} waits_a SEC(".maps"), waits_b SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, 1);
  __type(key, __u32);
  __array(values, struct wait_table);
} waits SEC(".maps") = {.values = {&waits_a}};

/// Tasks and actors' jobs. Those that were not heard of for longest are thrown out: nobody tells that a task has ended.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 65536);
  __type(key, struct headroom_object);
  __type(value, struct headroom_task);
} tasks SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 16384);
  __type(key, struct headroom_object);
  __type(value, struct headroom_actor);
} actors SEC(".maps");

static __always_inline void count(__u32 counter) {
  __u64 *value = bpf_map_lookup_elem(&counters, &counter);
  if (value) *value += 1;
}

static __always_inline struct headroom_settings *find_settings(void) {
  __u32 key = 0;
  return bpf_map_lookup_elem(&settings, &key);
}

/// The configuration of a process that is recorded now; NULL for any other.
static __always_inline struct headroom_configuration *find_configuration(__u32 process) {
  struct headroom_settings *settings = find_settings();
  if (!settings || !settings->is_active) return NULL;
  __u32 *index = bpf_map_lookup_elem(&processes, &process);
  if (!index) return NULL;
  __u32 entry = *index;
  return bpf_map_lookup_elem(&configurations, &entry);
}

static __always_inline struct headroom_thread *find_thread(__u32 thread) { return bpf_map_lookup_elem(&threads, &thread); }

/// Process and thread id as the recorder sees them.
struct ids {
  __u32 process;
  __u32 thread;
};

static __always_inline struct ids ids_of(struct task_struct *task) {
  struct ids ids = {};
  struct headroom_settings *settings = find_settings();
  if (!settings) return ids;
  if (settings->namespace_inode == 0) {
    ids.process = task->tgid;
    ids.thread = task->pid;
    return ids;
  }
  ids.process = number_in_namespace(BPF_CORE_READ(task, signal, pids[1]), settings->namespace_inode);
  ids.thread = number_in_namespace(BPF_CORE_READ(task, thread_pid), settings->namespace_inode);
  return ids;
}

enum scratch_use {
  SCRATCH_TICK = 0,
  SCRATCH_SCHEDULER = 1,
  SCRATCH_PROBE = 2,
};

/// The scratch of this processor for a use that cannot be interrupted by itself.
static __always_inline struct scratch *find_scratch(__u32 use) {
  __u32 index = bpf_get_smp_processor_id() * HEADROOM_SCRATCH_COUNT + use;
  return bpf_map_lookup_elem(&scratches, &index);
}

/// A scratch for what may be interrupted by its like on the same processor: one that is free; NULL when there is none.
static __always_inline struct scratch *take_scratch(void) {
  __u32 first = bpf_get_smp_processor_id() * HEADROOM_SCRATCH_COUNT;
  for (__u32 use = SCRATCH_PROBE; use < HEADROOM_SCRATCH_COUNT; use++) {
    __u32 index = first + use;
    struct scratch *scratch = bpf_map_lookup_elem(&scratches, &index);
    if (scratch && __sync_val_compare_and_swap(&scratch->is_taken, 0, 1) == 0) return scratch;
  }
  count(HEADROOM_LOST_WAITS);
  return NULL;
}

static __always_inline void give_back(struct scratch *scratch) { __sync_lock_test_and_set(&scratch->is_taken, 0); }

/// Copies the user registers of a thread to the scratch; 0 when that fails. They are saved there also while it is in the kernel.
static __always_inline int read_user_registers(struct scratch *scratch, struct task_struct *task) {
  return bpf_probe_read_kernel(&scratch->user, sizeof(scratch->user), (void *)bpf_task_pt_regs((void *)task)) == 0;
}

/// Adds to the time spent at `key`.
static __always_inline void add_wait(struct headroom_wait_key *key, __u64 blocked, __u64 ready) {
  __u32 slot = 0;
  void *table = bpf_map_lookup_elem(&waits, &slot);
  if (!table) return;
  struct headroom_wait *wait = bpf_map_lookup_elem(table, key);
  if (!wait) {
    struct headroom_wait first = {};
    bpf_map_update_elem(table, key, &first, BPF_NOEXIST);
    wait = bpf_map_lookup_elem(table, key);
    if (!wait) {
      count(HEADROOM_LOST_WAITS);
      return;
    }
  }
  __sync_fetch_and_add(&wait->blocked, blocked);
  __sync_fetch_and_add(&wait->ready, ready);
  __sync_fetch_and_add(&wait->count, 1);
}
