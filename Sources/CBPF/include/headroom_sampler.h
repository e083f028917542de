// What the BPF program and user space tell one another. Included by both; all sizes are in bytes unless said otherwise.
#pragma once
#include <linux/types.h>

enum {
  /// Frames of one stack.
  HEADROOM_FRAME_LIMIT = 3072,
  /// Frames of one stack that is walked while interrupts are off.
  HEADROOM_WAIT_FRAME_LIMIT = 512,
  /// Links of one chain of async contexts.
  HEADROOM_CHAIN_LIMIT = 256,
  /// Kernel frames.
  HEADROOM_KERNEL_LIMIT = 64,
  /// Bytes of stack copied where the walk in the kernel cannot go on.
  HEADROOM_STACK_LIMIT = 16384,
  /// Bytes of a task's name. A multiple of 8.
  HEADROOM_NAME_LIMIT = 64,
  /// Status records looked through for a task's name.
  HEADROOM_STATUS_RECORD_LIMIT = 16,
  /// Executable regions of one process. A power of two.
  HEADROOM_REGION_LIMIT = 512,
  /// Ranges of functions that run jobs, per process.
  HEADROOM_RUNNER_LIMIT = 16,
  /// Processes with images of their own.
  HEADROOM_CONFIGURATION_LIMIT = 256,
  /// Words before the copied stack: kernel frames and frames fit in it. A power of two.
  HEADROOM_WORD_LIMIT = 4096,
  /// Words of copied stack that are searched for a job runner's return address.
  HEADROOM_SEARCH_LIMIT = 1024,
  /// Steps of walks that are remembered per processor. A power of two.
  HEADROOM_STEP_LIMIT = 4096,
  /// In place of a rule's number: the caller is found by the frame pointer.
  HEADROOM_BY_FRAME_POINTER = 0xffffff,
  /// Words of stack that are read at once. A power of two.
  HEADROOM_WINDOW_WORDS = 64,
  /// Words of a task that are read at once, and room for them: a power of two.
  HEADROOM_TASK_WORDS_READ = 20,
  HEADROOM_TASK_WORDS = 32,
  /// Words of a status record. A power of two.
  HEADROOM_RECORD_WORDS = 4,
  /// Probed instructions of one process.
  HEADROOM_PROBE_LIMIT = 32,
  /// Rows of one image: 2^21.
  HEADROOM_BISECTION_LIMIT = 21,
  /// Distinct unwind rules of all images.
  HEADROOM_RULE_LIMIT = 65536,
  /// Lock waits of a thread that are remembered for convoys. A power of two.
  HEADROOM_LOCK_WAIT_LIMIT = 4,
  /// Scratch records per processor: one for ticks, one for the scheduler, the rest for probes, which may interrupt one another.
  HEADROOM_SCRATCH_COUNT = 6,
  /// Stack ids with this bit are of threads that already waited when the recording began; the rest of the id is the thread's.
  HEADROOM_FIRST_STACK_BIT = 63,
  /// Stands for the main actor where a task waits for it. No object has this address.
  HEADROOM_MAIN_EXECUTOR = 1,
};

/// How the canonical frame address (DWARF 5, 6.4) of a frame is found; as in `UnwindRule.Frame`.
enum headroom_frame {
  HEADROOM_FRAME_UNKNOWN = 0,
  HEADROOM_FRAME_STACK_POINTER = 1,
  HEADROOM_FRAME_FRAME_POINTER = 2,
  HEADROOM_FRAME_FRAME_POINTER_INDIRECT = 3,
  HEADROOM_FRAME_STACK_POINTER_INDIRECT = 4,
  HEADROOM_FRAME_BASE_REGISTER = 5,
  HEADROOM_FRAME_LINKAGE_TABLE = 6,
  HEADROOM_FRAME_SIGNAL = 7,
  HEADROOM_FRAME_ROOT = 8,
};

/// One unwind rule. Offsets are relative to the canonical frame address; 0 where the register is unchanged.
struct headroom_rule {
  __u8 frame;
  __u8 unused;
  __s16 frame_pointer;
  __s16 async_context;
  __s16 base;
  __s32 offset;
  __u32 unused2;
};

/// One row of an image's unwind table: from `start` (relative to the image's first executable address) on, this rule holds.
struct headroom_row {
  __u32 start;
  __u32 rule;
};

enum headroom_region_flag {
  /// The image keeps frame pointers: callers are found by them.
  HEADROOM_KEEPS_FRAME_POINTERS = 1,
};

/// An executable range of a process's memory. `address - base` is what the rows' starts are compared with.
struct headroom_region {
  __u64 start;
  __u64 end;
  __u64 base;
  __u32 first_row;
  __u32 row_count;
  __u32 flags;
  __u32 unused;
};

/// A range of addresses, the end excluded.
struct headroom_range {
  __u64 start;
  __u64 end;
};

enum headroom_task_place {
  HEADROOM_TASK_AT_THREAD = 1,
  HEADROOM_TASK_IN_MODULE = 2,
};

/// What the program has to know of one process. Entry 0 of the map is of a process of which nothing is known yet.
struct headroom_configuration {
  /// Where the current task is: HEADROOM_TASK_AT_THREAD or HEADROOM_TASK_IN_MODULE; 0 when it is not known.
  __u32 task_place;
  /// 1 when the register of the async context has to be followed through every frame: the program's own code keeps no frame pointers.
  __u32 follows_context;
  /// From the thread pointer, or in the module's block.
  __s64 task_offset;
  /// The same of the thread's executor tracking; equal to `task_offset` when it is not known.
  __s64 executor_offset;
  /// Of the thread-local block.
  __u64 task_module;
  __u64 task_metadata;
  /// Offsets in a task: its job flags, its id's halves, its list of status records, where it resumes.
  __u32 job_flags;
  __u32 task_id_low;
  __u32 task_id_high;
  __u32 status_list;
  __u32 resume_function;
  __u32 resume_context;
  /// Offsets in a status record, and the kind of the one that holds a name.
  __u32 record_kind;
  __u32 record_next;
  __u32 name_kind;
  __u32 name_pointer;
  /// Functions in which a task that has not begun will go on, 0 for none; how far below its context such a task has the function it begins with.
  __u64 starters[2];
  /// Functions in which a task goes on that waited for other tasks, 0 for none.
  __u64 child_adapters[3];
  __u64 entry;
  /// The kind of the job that runs an actor's jobs, and where it keeps its actor.
  __u32 actor_job_kind;
  __u32 actor_job_actor;
  __u32 runner_count;
  __u32 region_count;
  __u32 probe_count;
  /// Differs between any two configurations: what was looked up for one does not hold for another.
  __u32 generation;
  /// Addresses of probed instructions. While the kernel emulates one the program counter is one byte behind its start.
  __u64 probes[HEADROOM_PROBE_LIMIT];
  struct headroom_range runners[HEADROOM_RUNNER_LIMIT];
  /// Sorted and disjoint.
  struct headroom_region regions[HEADROOM_REGION_LIMIT];
};

/// What holds for the whole recording.
struct headroom_settings {
  /// Nanoseconds between two ticks.
  __u64 period;
  /// Inode of the PID namespace the recorder sees; 0 when it is the first one, whose numbers the kernel itself uses.
  __u32 namespace_inode;
  __u8 includes_children;
  __u8 records_waits;
  /// 1 while the recording lasts: programs are attached one after the other, but begin and end together.
  __u8 is_active;
  __u8 unused;
};

enum headroom_record_kind {
  HEADROOM_SAMPLE = 1,
  HEADROOM_FORK = 2,
  HEADROOM_EXEC = 3,
  HEADROOM_EXIT = 4,
  /// The stack that an id in `headroom_wait_key` stands for; a `headroom_sample`.
  HEADROOM_STACK = 5,
  /// The name a number in `headroom_wait_key` stands for; a `headroom_name`.
  HEADROOM_TASK_NAME = 6,
  /// The type of an actor in `headroom_wait_key`; a `headroom_name`, whose `value` is the actor's metadata pointer.
  HEADROOM_EXECUTOR = 7,
  /// A thread has ended; a `headroom_thread_end`.
  HEADROOM_THREAD_END = 8,
};

/// Something that happened to a process. `other` is the parent of a fork.
struct headroom_event {
  __u32 kind;
  __s32 process;
  __s32 other;
  __u32 unused;
};

struct headroom_name {
  __u32 kind;
  __s32 process;
  __u64 number;
  __u64 value;
  char text[HEADROOM_NAME_LIMIT];
};

struct headroom_thread_end {
  __u32 kind;
  __s32 process;
  __s32 thread;
  __u32 unused;
  /// Nanoseconds, CLOCK_MONOTONIC.
  __u64 first;
  __u64 last;
  /// Nanoseconds on a processor.
  __u64 running;
  char name[16];
};

enum headroom_sample_flag {
  /// The walk was cut before the root, and `registers` do not take it on.
  HEADROOM_TRUNCATED = 1,
  /// `registers` and the copied stack take the walk on.
  HEADROOM_RESUMES = 2,
  /// The chain was read to its null parent.
  HEADROOM_CHAIN_COMPLETE = 4,
  /// The clock ticked while the thread was in the kernel.
  HEADROOM_IN_KERNEL = 8,
  /// The stack is that of a suspended task: there are no frames, only the chain.
  HEADROOM_SUSPENDED = 16,
};

/// Integer registers by DWARF number.
struct headroom_registers {
  __u64 values[17];
};

/// The head of a sample. After it: kernel frames, frames, stack and chain, without gaps, as words.
struct headroom_sample {
  __u32 kind;
  __u32 flags;
  __u64 time;
  __s32 process;
  __s32 thread;
  /// Of a sample the nanoseconds it stands for, of a stack its id.
  __u64 weight;
  char thread_name[16];
  __u64 task;
  __u64 task_id;
  char task_name[HEADROOM_NAME_LIMIT];
  __u64 executor;
  __u64 executor_type;
  /// The lock that the thread holds and others wait for, 0 for none.
  __u64 lock;
  __u64 context;
  __u32 chain_source;
  __u32 chain_frame;
  __u32 task_name_length;
  /// In words.
  __u32 kernel_count;
  __u32 frame_count;
  __u32 chain_count;
  __u32 stack_count;
  /// Of a stack: what the thread waits for, as in `headroom_wait_key`.
  __s16 system_call;
  __u8 operation;
  __u8 is_uninterruptible;
  struct headroom_registers registers;
};

/// A thread that was off its processor when the recording began, as the iterator writes it.
struct headroom_first_thread {
  __s32 process;
  __s32 thread;
  __s16 system_call;
  __u8 operation;
  __u8 unused[5];
  struct headroom_registers registers;
};

enum headroom_wait_kind {
  /// A thread off its processor.
  HEADROOM_WAIT_THREAD = 1,
  /// A wait for a lock, charged to whoever released it.
  HEADROOM_WAIT_BLAME = 2,
  /// Swift tasks: ready without a thread, ready while their actor ran another job, suspended.
  HEADROOM_WAIT_POOL = 3,
  HEADROOM_WAIT_ACTOR = 4,
  HEADROOM_WAIT_CHILD = 5,
  HEADROOM_WAIT_CONTINUATION = 6,
};

/// Where time was spent waiting.
struct headroom_wait_key {
  /// Id of the stack (HEADROOM_STACK).
  __u64 stack;
  /// The futex, 0 for none.
  __u64 object;
  /// Number of the task's name (HEADROOM_TASK_NAME), 1 for a task without a name, 0 outside a task.
  __u64 task;
  /// The actor that the thread ran on or that the task waits for, 0 for none. Of blame: the id of the victim's stack.
  __u64 related;
  __s32 process;
  /// 0 for tasks.
  __s32 thread;
  /// Of blame: the thread that waited.
  __s32 victim;
  /// -1 outside a system call.
  __s16 system_call;
  /// Of a futex call, without flags.
  __u8 operation;
  /// headroom_wait_kind, and 128 when the wait cannot be interrupted.
  __u8 kind;
};

#define HEADROOM_UNINTERRUPTIBLE 128

/// How much: nanoseconds blocked, nanoseconds ready but without a processor, and how often.
struct headroom_wait {
  __u64 blocked;
  __u64 ready;
  __u64 count;
};

enum headroom_phase {
  HEADROOM_RUNNING = 1,
  HEADROOM_BLOCKED = 2,
  HEADROOM_READY = 3,
};

/// A wait for a lock that has ended, and the stack that ended it.
struct headroom_lock_wait {
  __u64 start;
  __u64 end;
  __u64 stack;
  __s32 thread;
  __u32 unused;
};

/// What is known of a thread.
struct headroom_thread {
  /// When it was first seen, when its present phase began, when it was woken (0: not yet); nanoseconds, CLOCK_MONOTONIC.
  __u64 first;
  __u64 since;
  __u64 woken;
  /// Nanoseconds on a processor, the present phase left out.
  __u64 running;
  __u32 phase;
  __u32 lock_waits_seen;
  /// The thread that the futex word names as the owner; 0 for none.
  __s32 owner;
  __u32 unused;
  /// The lock it held last that others waited for, 0 for none; whether it still does is with the lock.
  __u64 holds;
  /// Its thread-local block of the concurrency runtime; 0 when it is not known yet.
  __u64 block;
  /// The task that began to run on it last and has not been seen to stop; 0 for none.
  __u64 job;
  /// Where it waits, when it does.
  struct headroom_wait_key key;
  struct headroom_lock_wait lock_waits[HEADROOM_LOCK_WAIT_LIMIT];
};

/// A lock that threads wait for, and who holds it (0: not known).
struct headroom_lock {
  __s32 waiters;
  __s32 owner;
  /// When it was last handed over while others went on waiting; 0 when nobody did.
  __u64 handed_over;
  /// Intervals between two such hand-overs and how many there were: how long it is held when somebody always waits.
  __u64 held;
  __u64 hand_overs;
};

/// A lock, a task or an actor of a process, by address.
struct headroom_object {
  __u64 address;
  __s32 process;
  __u32 unused;
};

/// What is known of a Swift task, or of the job that runs an actor's jobs. Times are CLOCK_MONOTONIC nanoseconds.
struct headroom_task {
  __u64 id;
  /// Number of its name (HEADROOM_TASK_NAME); 1 for none.
  __u64 name;
  /// When it was suspended: when its thread first did something else. 0 when it has been enqueued since.
  __u64 suspended;
  /// Since when it is enqueued; 0 when it is not.
  __u64 enqueued;
  /// Where it will go on: id of a stack.
  __u64 stack;
  /// The actor it waits for, 0 for the pool.
  __u64 actor;
  /// What the actor had waited for a thread when the task was enqueued, nanoseconds. See `headroom_actor`.
  __u64 actor_waited;
  /// The thread that ran it last.
  __u32 thread;
  /// 1 for the job that runs an actor's jobs.
  __u32 is_actor_job;
};

/// How long an actor that had jobs has waited for a thread so far, and since when it waits now (0: it does not).
struct headroom_actor {
  __u64 waited;
  __u64 since;
};

enum headroom_counter {
  /// Samples the ring had no room for.
  HEADROOM_LOST_SAMPLES = 0,
  /// Waits the tables had no room for.
  HEADROOM_LOST_WAITS = 1,
  /// Entries to the function that counts requests.
  HEADROOM_REQUESTS = 2,
  /// Events of Swift tasks.
  HEADROOM_TASK_EVENTS = 3,
  /// Times a thread left its processor.
  HEADROOM_SWITCHES = 4,
  /// Times a thread was on a processor without having been seen to get there.
  HEADROOM_UNSEEN_SWITCHES = 5,
  HEADROOM_COUNTER_COUNT = 8,
};
