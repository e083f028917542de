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

static __always_inline void add_queue_wait(struct headroom_job *job, __s32 process, __u8 kind, __u64 actor, __u64 nanoseconds) {
  struct headroom_wait_key key = {
      .stack = job->stack, .task = job->task, .related = actor, .process = process, .system_call = -1, .kind = kind};
  add_wait(&key, nanoseconds, 0);
}

/// How long an actor that had jobs has waited for a thread until `now`.
static __always_inline __u64 actor_waited(struct headroom_object *object, __u64 now) {
  struct headroom_actor *actor = bpf_map_lookup_elem(&actors, object);
  if (!actor) return 0;
  return actor->waited + (actor->since && actor->since < now ? now - actor->since : 0);
}

/// The job that runs an actor's jobs is enqueued: from now on the actor waits for a thread.
static __always_inline void enqueue_actor_job(struct headroom_configuration *configuration, struct headroom_object *key, __u64 now) {
  struct headroom_object object = {.process = key->process};
  if (read_word(key->address + configuration->actor_job_actor, &object.address) != 0) return;
  struct headroom_job job = {.time = now, .actor = object.address, .is_actor_job = 1};
  bpf_map_update_elem(&jobs, key, &job, BPF_ANY);
  struct headroom_actor *actor = bpf_map_lookup_elem(&actors, &object);
  if (actor) {
    actor->since = now;
    return;
  }
  struct headroom_actor first = {.since = now};
  bpf_map_update_elem(&actors, &object, &first, BPF_ANY);
}

/// The suspended stack of a task: where it resumes, then its callers.
static __always_inline __u64 suspended_stack(struct scratch *scratch, struct headroom_configuration *configuration, __u64 task) {
  __u64 resume = 0;
  struct walk walk = {.scratch = scratch, .configuration = configuration};
  __u64 context = 0;
  scratch->sample.flags = HEADROOM_SUSPENDED;
  if (read_word(task + configuration->resume_function, &resume) != 0 || read_word(task + configuration->resume_context, &context) != 0) return 0;
  scratch->place.context = context;
  scratch->place.count = 0;
  append(&walk, resume);
  scratch->sample.frame_count = 1;
  scratch->sample.chain_source = 1;
  read_chain(&walk, 1);
  return stack_id(scratch, 1 + scratch->sample.chain_count);
}

/// The task was suspended and is ready again now, unless it is the very one that runs and enqueues itself.
static __always_inline void end_suspension(
    struct headroom_configuration *configuration, struct headroom_object *key, struct headroom_job *job, __u64 now) {
  struct headroom_suspension *suspension = bpf_map_lookup_elem(&suspensions, key);
  if (!suspension) return;
  __u64 since = suspension->time;
  __u8 kind = suspension->kind;
  bpf_map_delete_elem(&suspensions, key);
  if (current_task(configuration, (struct task_struct *)bpf_get_current_task_btf()) == key->address) return;
  if (now > since) add_queue_wait(job, key->process, kind, 0, now - since);
}

/// A job is enqueued: for an actor, or for the pool when `actor` is 0.
static __always_inline void enqueue(__u64 address, __u64 actor, int is_global) {
  struct ids ids;
  struct headroom_configuration *configuration = find_tasks(&ids);
  if (!configuration) return;
  __u64 now = bpf_ktime_get_ns();
  struct headroom_object key = {.address = address, .process = ids.process};
  __u8 kind = 0;
  bpf_probe_read_user(&kind, 1, (void *)(address + configuration->job_flags));
  if (is_global && kind == configuration->actor_job_kind) {
    enqueue_actor_job(configuration, &key, now);
    return;
  }
  if (kind != 0 || !is_task(configuration, address)) return;
  struct scratch *scratch = take_scratch();
  if (!scratch) return;
  // A suspended stack is the same on every thread.
  ids.thread = 0;
  start_sample(scratch, HEADROOM_STACK, ids);
  describe_task(scratch, configuration, address);
  struct headroom_job *job = &scratch->job;
  job->time = now;
  job->actor = actor;
  job->actor_waited = 0;
  job->is_actor_job = 0;
  job->unused = 0;
  job->task = task_number(scratch);
  if (actor) {
    struct headroom_object object = {.address = actor, .process = ids.process};
    job->actor_waited = actor_waited(&object, now);
    scratch->sample.executor = actor;
    if (read_word(actor, &scratch->sample.executor_type) == 0) executor_number(scratch);
  }
  job->stack = suspended_stack(scratch, configuration, address);
  end_suspension(configuration, &key, job, now);
  if (bpf_map_update_elem(&jobs, &key, job, BPF_ANY) != 0) count(HEADROOM_LOST_WAITS);
  give_back(scratch);
}

/// A job that was enqueued begins to run.
static __always_inline void run_job(__u64 address) {
  struct ids ids;
  if (!find_tasks(&ids)) return;
  struct headroom_object key = {.address = address, .process = ids.process};
  struct headroom_job *found = bpf_map_lookup_elem(&jobs, &key);
  if (!found) return;
  struct headroom_job job = *found;
  bpf_map_delete_elem(&jobs, &key);
  __u64 now = bpf_ktime_get_ns();
  struct headroom_object object = {.address = job.actor, .process = ids.process};
  if (job.is_actor_job) {
    struct headroom_actor *actor = bpf_map_lookup_elem(&actors, &object);
    if (!actor || !actor->since) return;
    actor->waited += now - actor->since;
    actor->since = 0;
    return;
  }
  __u64 waited = now - job.time;
  __u64 pool = waited;
  if (job.actor) {
    pool = actor_waited(&object, now) - job.actor_waited;
    if (pool > waited) pool = waited;
    add_queue_wait(&job, ids.process, HEADROOM_WAIT_ACTOR, job.actor, waited - pool);
  }
  if (pool) add_queue_wait(&job, ids.process, HEADROOM_WAIT_POOL, job.actor, pool);
}

/// The current task asks for something that may suspend it.
static __always_inline void may_suspend(__u32 kind) {
  struct ids ids;
  struct headroom_configuration *configuration = find_tasks(&ids);
  if (!configuration) return;
  struct headroom_object key = {
      .address = current_task(configuration, (struct task_struct *)bpf_get_current_task_btf()), .process = ids.process};
  if (!key.address) return;
  struct headroom_suspension suspension = {.time = bpf_ktime_get_ns(), .kind = kind};
  bpf_map_update_elem(&suspensions, &key, &suspension, BPF_ANY);
}
