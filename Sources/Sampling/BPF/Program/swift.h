// What is read of Swift concurrency: chains of async contexts, the current task, its name, the actor it runs on.
#pragma once
#include "walk.h"

/// One link of the chain of async contexts: `{parent, resume function}`; 1 ends it.
static long walk_context(__u32 index, void *context) {
  struct walk *walk = context;
  struct scratch *scratch = walk->scratch;
  if (!scratch) return 1;
  __u64 link[2];
  if (scratch->place.context == 0 || bpf_probe_read_user(link, sizeof(link), (void *)scratch->place.context) != 0) return 1;
  scratch->words[scratch->place.count & CHAIN_MASK] = link[1];
  scratch->place.count += 1;
  scratch->sample.chain_count += 1;
  mix(scratch, link[1]);
  if (link[0] == 0) {
    scratch->sample.flags |= HEADROOM_CHAIN_COMPLETE;
    return 1;
  }
  scratch->place.context = link[0];
  return 0;
}

/// Follows the chain from the context that was found, after what has been written so far.
static __always_inline void read_chain(struct walk *walk, __u32 count) {
  struct scratch *scratch = walk->scratch;
  scratch->place.count = count;
  scratch->sample.chain_count = 0;
  scratch->sample.context = scratch->place.context;
  if (scratch->place.context) bpf_loop(HEADROOM_CHAIN_LIMIT, walk_context, walk, 0);
}

/// Looks at one word of copied stack; 1 ends the search. A return address into a job runner marks the frame of the innermost async funclet
/// below it: its saved frame pointer is one word and its context two words below. (User space checks this with call frame information.)
static long search_stack(__u32 index, void *context) {
  struct walk *walk = context;
  struct scratch *scratch = walk->scratch;
  struct headroom_configuration *configuration = walk->configuration;
  if (!scratch || !configuration || index + 2 >= scratch->sample.stack_count) return 1;
  __u32 word = scratch->place.stack + index;
  if (!is_runner(configuration, scratch->words[(word + 2) & CHAIN_MASK])) return 0;
  scratch->sample.chain_source = 3;
  scratch->place.context = scratch->words[word & CHAIN_MASK];
  return 1;
}

/// Copies the first words of a task; 0 when there is none at the address: a task begins with the metadata of tasks.
static __always_inline int read_head(struct scratch *scratch, struct headroom_configuration *configuration, __u64 task) {
  if (!task || bpf_probe_read_user(scratch->head, HEADROOM_TASK_WORDS_READ * 8, (void *)task) != 0) {
    __builtin_memset(scratch->head, 0, sizeof(scratch->head));
    return 0;
  }
  return scratch->head[0] == configuration->task_metadata;
}

/// A word of the task whose head was copied.
static __always_inline __u64 head_word(struct scratch *scratch, __u32 offset) { return scratch->head[(offset >> 3) & (HEADROOM_TASK_WORDS - 1)]; }

static __always_inline __u32 head_half(struct scratch *scratch, __u32 offset) {
  __u64 word = head_word(scratch, offset);
  return offset & 4 ? word >> 32 : word;
}

static __always_inline __u64 head_id(struct scratch *scratch, struct headroom_configuration *configuration) {
  return (__u64)head_half(scratch, configuration->task_id_high) << 32 | head_half(scratch, configuration->task_id_low);
}

/// Reads the name of the task whose head was copied from its list of status records.
static __always_inline void read_task_name(struct scratch *scratch, struct headroom_configuration *configuration) {
  __u64 record = head_word(scratch, configuration->status_list);
  for (int index = 0; index < HEADROOM_STATUS_RECORD_LIMIT; index++) {
    if (record == 0 || bpf_probe_read_user(scratch->record, sizeof(scratch->record), (void *)record) != 0) return;
    __u8 kind = scratch->record[(configuration->record_kind >> 3) & (HEADROOM_RECORD_WORDS - 1)] >> (8 * (configuration->record_kind & 7));
    if (kind == configuration->name_kind) {
      __u64 name = scratch->record[(configuration->name_pointer >> 3) & (HEADROOM_RECORD_WORDS - 1)];
      long length = bpf_probe_read_user_str(scratch->sample.task_name, HEADROOM_NAME_LIMIT, (void *)name);
      // The length counts the null at the end.
      if (length > 1 && length <= HEADROOM_NAME_LIMIT) scratch->sample.task_name_length = length - 1;
      return;
    }
    record = scratch->record[(configuration->record_next >> 3) & (HEADROOM_RECORD_WORDS - 1)];
  }
}

/// The thread-local block that holds the concurrency runtime's variables; 0 when it cannot be read.
static __always_inline __u64 runtime_block(struct headroom_configuration *configuration, struct task_struct *thread) {
  __u64 base = thread->thread.fsbase;
  if (configuration->task_place != HEADROOM_TASK_IN_MODULE) return base;
  // The thread pointer's second word is the dynamic thread vector: two words per module, the first is the module's block.
  __u64 vector = 0;
  __u64 block = 0;
  if (read_word(base + 8, &vector) != 0 || read_word(vector + 16 * configuration->task_module, &block) != 0) return 0;
  // A block that is not there yet is marked with -1 (glibc's TLS_DTV_UNALLOCATED).
  return block + 1 == 0 ? 0 : block;
}

/// The same, remembered with the thread.
static __always_inline __u64 block_of(struct headroom_configuration *configuration, struct task_struct *task, struct headroom_thread *thread) {
  if (thread && thread->block) return thread->block;
  __u64 block = runtime_block(configuration, task);
  if (thread) thread->block = block;
  return block;
}

/// What the current thread has in the Swift task slot; 0 for nothing.
static __always_inline __u64 current_task(
    struct headroom_configuration *configuration, struct task_struct *task, struct headroom_thread *thread) {
  __u64 block = block_of(configuration, task, thread);
  __u64 current = 0;
  if (block == 0 || read_word(block + configuration->task_offset, &current) != 0) return 0;
  return current;
}

/// Reads the actor that the thread runs on: the identity in its executor tracking, which is null on the shared pool.
static __always_inline void read_executor(struct scratch *scratch, struct headroom_configuration *configuration, __u64 block) {
  __u64 tracking = 0;
  if (configuration->executor_offset == configuration->task_offset) return;
  if (read_word(block + configuration->executor_offset, &tracking) != 0 || tracking == 0) return;
  if (read_word(tracking, &scratch->sample.executor) != 0 || scratch->sample.executor == 0) return;
  if (read_word(scratch->sample.executor, &scratch->sample.executor_type) != 0) scratch->sample.executor = 0;
}

/// Reads which Swift task the thread runs, if any, and on which actor.
static __always_inline void read_task(
    struct scratch *scratch, struct headroom_configuration *configuration, struct task_struct *task, struct headroom_thread *thread) {
  if (!configuration->task_place) return;
  __u64 current = current_task(configuration, task, thread);
  if (!read_head(scratch, configuration, current)) return;
  scratch->sample.task = current;
  scratch->sample.task_id = head_id(scratch, configuration);
  read_executor(scratch, configuration, block_of(configuration, task, thread));
}
