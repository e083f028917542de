// What the BPF program and user space tell one another. Included by both; all sizes are in bytes unless said otherwise.
#pragma once
#include <linux/types.h>

enum {
  /// Frames of one stack walked by frame pointers.
  HEADROOM_FRAME_LIMIT = 3072,
  /// Links of one chain of async contexts.
  HEADROOM_CHAIN_LIMIT = 256,
  /// Kernel frames.
  HEADROOM_KERNEL_LIMIT = 64,
  /// Bytes of stack copied at the leaf of every sample.
  HEADROOM_LEAF_STACK = 512,
  /// Bytes of stack copied where frame pointers do not hold.
  HEADROOM_STACK_LIMIT = 16384,
  /// Bytes of a task's name.
  HEADROOM_NAME_LIMIT = 64,
  /// Status records looked through for a task's name.
  HEADROOM_STATUS_RECORD_LIMIT = 16,
  /// Ranges of code that keeps frame pointers, per process. A power of two.
  HEADROOM_RANGE_LIMIT = 512,
  /// Ranges of functions that run jobs, per process.
  HEADROOM_RUNNER_LIMIT = 16,
  /// Processes with images of their own.
  HEADROOM_CONFIGURATION_LIMIT = 256,
  /// Words before the copied stack: kernel frames, frames and leaf stack fit in it. A power of two.
  HEADROOM_WORD_LIMIT = 4096,
  /// Words of copied stack that are searched for a job runner's return address.
  HEADROOM_SEARCH_LIMIT = 1024,
};

enum headroom_task_place {
  HEADROOM_TASK_AT_THREAD = 1,
  HEADROOM_TASK_IN_MODULE = 2,
};

/// A range of addresses, the end excluded.
struct headroom_range {
  __u64 start;
  __u64 end;
};

/// What the program has to know of one process. Entry 0 of the map is of a process of which nothing is known yet.
struct headroom_configuration {
  /// Where the current task is: HEADROOM_TASK_AT_THREAD or HEADROOM_TASK_IN_MODULE; 0 when it is not known.
  __u32 task_place;
  __u32 unused;
  /// From the thread pointer, or in the module's block.
  __s64 task_offset;
  /// Of the thread-local block.
  __u64 task_module;
  __u64 task_metadata;
  /// Offsets in the task: its id's halves, its list of status records.
  __u32 task_id_low;
  __u32 task_id_high;
  __u32 status_list;
  /// Offsets in a status record, and the kind of the one that holds a name.
  __u32 record_kind;
  __u32 record_next;
  __u32 name_kind;
  __u32 name_pointer;
  __u32 runner_count;
  __u32 range_count;
  struct headroom_range runners[HEADROOM_RUNNER_LIMIT];
  /// Sorted and disjoint.
  struct headroom_range ranges[HEADROOM_RANGE_LIMIT];
};

/// What holds for the whole recording.
struct headroom_settings {
  /// Nanoseconds between two ticks.
  __u64 period;
  __u32 includes_children;
  __u32 unused;
};

/// A return address at which the stacks of a process end.
struct headroom_root {
  __u64 configuration;
  __u64 address;
};

enum headroom_record_kind {
  HEADROOM_SAMPLE = 1,
  HEADROOM_FORK = 2,
  HEADROOM_EXEC = 3,
  HEADROOM_EXIT = 4,
};

/// Something that happened to a process. `other` is the parent of a fork.
struct headroom_event {
  __u32 kind;
  __s32 process;
  __s32 other;
  __u32 unused;
};

enum headroom_sample_flag {
  /// The walk was cut before the root, and `registers` do not take it on.
  HEADROOM_TRUNCATED = 1,
  /// `registers` and the copied stack take the walk on.
  HEADROOM_RESUMES = 2,
  /// The chain was read to its null parent.
  HEADROOM_CHAIN_COMPLETE = 4,
};

/// Integer registers by DWARF number.
struct headroom_registers {
  __u64 values[17];
};

/// The head of a sample. After it: kernel frames, frames, leaf stack, stack and chain, without gaps, as words.
struct headroom_sample {
  __u32 kind;
  __u32 flags;
  __u64 time;
  __s32 process;
  __s32 thread;
  __u64 weight;
  char thread_name[16];
  __u64 task;
  __u64 task_id;
  char task_name[HEADROOM_NAME_LIMIT];
  __u64 context;
  __u32 chain_source;
  __u32 chain_frame;
  __u32 task_name_length;
  /// In words.
  __u32 kernel_count;
  __u32 frame_count;
  __u32 chain_count;
  __u32 leaf_stack_count;
  __u32 stack_count;
  struct headroom_registers leaf;
  struct headroom_registers registers;
};
