// What Swift tasks do while no thread runs them: from probes on the runtime's functions.
#pragma once
#include "record.h"

/// The configuration of the current process, if its tasks can be read; NULL otherwise.
static __always_inline struct headroom_configuration *find_tasks(struct ids *ids) {
  *ids = ids_of((struct task_struct *)bpf_get_current_task_btf());
  struct headroom_configuration *configuration = find_configuration(ids->process);
  if (!configuration || !configuration->task_place) return NULL;
  count(HEADROOM_TASK_EVENTS);
  return configuration;
}

static __always_inline void add_queue_wait(struct headroom_task *task, __s32 process, __u8 kind, __u64 actor, __u64 nanoseconds) {
  struct headroom_wait_key key = {
      .stack = task->stack, .task = task->name, .related = actor, .process = process, .system_call = -1, .kind = kind};
  add_wait(&key, nanoseconds, 0);
}

/// How long an actor that had jobs has waited for a thread until `now`.
static __always_inline __u64 actor_waited(struct headroom_object *object, __u64 now) {
  struct headroom_actor *actor = bpf_map_lookup_elem(&actors, object);
  if (!actor) return 0;
  return actor->waited + (actor->since && actor->since < now ? now - actor->since : 0);
}

/// What is known of a task or job, which begins to be followed where it is new; NULL when there is no room.
static __always_inline struct headroom_task *find_or_add(struct scratch *scratch, struct headroom_object *key, __u64 id, __u32 is_actor_job) {
  struct headroom_task *known = bpf_map_lookup_elem(&tasks, key);
  if (known && known->id == id && known->is_actor_job == is_actor_job) return known;
  __builtin_memset(&scratch->task, 0, sizeof(scratch->task));
  scratch->task.id = id;
  scratch->task.is_actor_job = is_actor_job;
  if (bpf_map_update_elem(&tasks, key, &scratch->task, BPF_ANY) != 0) {
    count(HEADROOM_LOST_WAITS);
    return NULL;
  }
  return bpf_map_lookup_elem(&tasks, key);
}

/// The job that runs an actor's jobs is enqueued: from now on the actor waits for a thread.
static __always_inline void enqueue_actor_job(
    struct scratch *scratch, struct headroom_configuration *configuration, struct headroom_object *key, __u64 now) {
  struct headroom_object object = {.process = key->process, .address = head_word(scratch, configuration->actor_job_actor)};
  struct headroom_task *job = find_or_add(scratch, key, 0, 1);
  if (!job) return;
  job->enqueued = now;
  job->actor = object.address;
  struct headroom_actor *actor = bpf_map_lookup_elem(&actors, &object);
  if (actor) {
    actor->since = now;
    return;
  }
  struct headroom_actor first = {.since = now};
  bpf_map_update_elem(&actors, &object, &first, BPF_ANY);
}

/// Where the task whose head is in the scratch will go on: in its own function, not in the one that starts it.
static __always_inline __u64 resume_function(struct scratch *scratch, struct headroom_configuration *configuration) {
  __u64 resume = head_word(scratch, configuration->resume_function);
  __u64 entry = 0;
  if (resume == 0 || (resume != configuration->starters[0] && resume != configuration->starters[1])) return resume;
  read_word(head_word(scratch, configuration->resume_context) - configuration->entry, &entry);
  return entry ? entry : resume;
}

/// The suspended stack of the task whose head is in the scratch: where it resumes, then its callers.
static __always_inline __u64 suspended_stack(struct scratch *scratch, struct headroom_configuration *configuration) {
  struct walk walk = {.scratch = scratch, .configuration = configuration};
  scratch->sample.flags = HEADROOM_SUSPENDED;
  scratch->place.context = head_word(scratch, configuration->resume_context);
  scratch->place.count = 0;
  append(&walk, resume_function(scratch, configuration));
  scratch->sample.frame_count = 1;
  scratch->sample.chain_source = 1;
  read_chain(&walk, 1);
  return stack_id(scratch, 1 + scratch->sample.chain_count);
}

/// What a task waited for: those who wait for other tasks go on in functions of the runtime.
static __always_inline __u8 suspension_kind(struct scratch *scratch, struct headroom_configuration *configuration) {
  __u64 resume = head_word(scratch, configuration->resume_function);
  for (int index = 0; index < 3; index++) {
    if (resume && resume == configuration->child_adapters[index]) return HEADROOM_WAIT_CHILD;
  }
  return HEADROOM_WAIT_CONTINUATION;
}

/// A task is enqueued: for an actor, or for the pool when `actor` is 0.
static __always_inline void enqueue_task(
    struct scratch *scratch, struct headroom_configuration *configuration, struct headroom_object *key, __u64 actor, struct ids ids, __u64 now) {
  // A suspended stack is the same on every thread.
  struct ids process = {.process = ids.process};
  start_sample(scratch, HEADROOM_STACK, process);
  struct headroom_task *task = find_or_add(scratch, key, head_id(scratch, configuration), 0);
  if (!task) return;
  if (task->name == 0) task->name = name_number(scratch, configuration);
  if (actor) {
    struct headroom_object object = {.address = actor, .process = ids.process};
    task->actor_waited = actor_waited(&object, now);
    scratch->sample.executor = actor;
    if (read_word(actor, &scratch->sample.executor_type) == 0) executor_number(scratch);
  }
  task->actor = actor;
  task->stack = suspended_stack(scratch, configuration);
  __u64 suspended = task->suspended;
  task->suspended = 0;
  task->enqueued = now;
  __u8 kind = task->yields ? HEADROOM_WAIT_POOL : suspension_kind(scratch, configuration);
  task->yields = 0;
  if (suspended && suspended < now) add_queue_wait(task, ids.process, kind, 0, now - suspended);
}

/// The current task yields: it enqueues a job that will resume it.
static __always_inline void note_yield(struct scratch *scratch, struct headroom_configuration *configuration, struct headroom_object *key) {
  struct headroom_object task = {.process = key->process, .address = head_word(scratch, configuration->yield_job_task)};
  struct headroom_task *known = bpf_map_lookup_elem(&tasks, &task);
  if (known) known->yields = 1;
}

/// A job is enqueued.
static __always_inline void enqueue(__u64 address, __u64 actor, int is_global) {
  struct ids ids;
  struct headroom_configuration *configuration = find_tasks(&ids);
  struct scratch *scratch = configuration ? take_scratch() : NULL;
  if (!scratch) return;
  __u64 now = bpf_ktime_get_ns();
  struct headroom_object key = {.address = address, .process = ids.process};
  int is_task = read_head(scratch, configuration, address);
  __u8 kind = head_half(scratch, configuration->job_flags);
  if (is_task && kind == 0) {
    enqueue_task(scratch, configuration, &key, actor, ids, now);
  } else if (is_global && kind == configuration->actor_job_kind) {
    enqueue_actor_job(scratch, configuration, &key, now);
  } else if (is_global && kind == configuration->yield_job_kind) {
    note_yield(scratch, configuration, &key);
  }
  give_back(scratch);
}

/// A task that was enqueued begins to run: how long it waited, and for what.
static __always_inline void end_queue(struct headroom_task *task, struct ids ids, __u64 now) {
  __u64 waited = now - task->enqueued;
  task->enqueued = 0;
  struct headroom_object object = {.address = task->actor, .process = ids.process};
  if (task->is_actor_job) {
    struct headroom_actor *actor = bpf_map_lookup_elem(&actors, &object);
    if (!actor || !actor->since) return;
    actor->waited += now - actor->since;
    actor->since = 0;
    return;
  }
  __u64 pool = waited;
  if (task->actor) {
    pool = actor_waited(&object, now) - task->actor_waited;
    if (pool > waited) pool = waited;
    add_queue_wait(task, ids.process, HEADROOM_WAIT_ACTOR, task->actor, waited - pool);
  }
  if (pool) add_queue_wait(task, ids.process, HEADROOM_WAIT_POOL, task->actor, pool);
}

/// A job begins to run.
static __always_inline void run_job(__u64 address) {
  struct ids ids;
  if (!find_tasks(&ids)) return;
  __u64 now = bpf_ktime_get_ns();
  struct headroom_thread *thread = find_thread(ids.thread);
  if (thread) end_job(thread, ids.process, now);
  struct headroom_object key = {.address = address, .process = ids.process};
  struct headroom_task *task = bpf_map_lookup_elem(&tasks, &key);
  if (!task) return;
  task->thread = ids.thread;
  if (thread && !task->is_actor_job) thread->job = address;
  if (task->enqueued) end_queue(task, ids, now);
}
