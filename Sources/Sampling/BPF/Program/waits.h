// What threads do while they are not on a processor: from every switch of a processor and every wake-up.
#pragma once
#include "record.h"

/// Writes the account of a thread that is new to the scratch.
static __always_inline void set_thread(struct scratch *scratch, struct ids ids, __u64 now, __u32 phase) {
  struct headroom_thread *thread = &scratch->thread;
  __builtin_memset(thread, 0, sizeof(*thread));
  thread->first = now;
  thread->since = now;
  thread->phase = phase;
  thread->key.process = ids.process;
  thread->key.thread = ids.thread;
  thread->key.kind = HEADROOM_WAIT_THREAD;
  thread->key.system_call = -1;
}

/// Begins to keep account of a thread.
static __always_inline void add_thread(struct scratch *scratch, struct ids ids, __u64 now, __u32 phase) {
  set_thread(scratch, ids, now, phase);
  if (bpf_map_update_elem(&threads, &ids.thread, &scratch->thread, BPF_NOEXIST) != 0) count(HEADROOM_LOST_WAITS);
}

/// Notes the system call the current thread is in, and of a futex its address and operation.
static __always_inline void read_system_call(struct headroom_wait_key *key, struct pt_regs *user) {
  long number = (long)user->orig_rax;
  key->system_call = number < 0 || number > 0x7fff ? -1 : number;
  if (key->system_call != FUTEX_SYSTEM_CALL) return;
  key->object = user->rdi;
  key->operation = user->rsi & FUTEX_COMMAND_MASK;
}

static __always_inline int is_lock_operation(__u8 operation) { return operation == FUTEX_LOCK_PI || operation == FUTEX_LOCK_PI2; }

/// The thread that a lock names as its owner: a priority-inheritance futex in its word, glibc's mutex in its third. (For other futexes user
/// space does not ask.)
static __always_inline __s32 read_owner(struct headroom_wait_key *key) {
  __u32 words[3] = {};
  if (key->object == 0 || bpf_probe_read_user(words, sizeof(words), (void *)key->object) != 0) return 0;
  return (is_lock_operation(key->operation) ? words[0] : words[2]) & FUTEX_OWNER_MASK;
}

/// The lock becomes that of a thread, which is to know it; 0 when nobody knows whose it is.
static __always_inline void set_owner(struct headroom_lock *lock, struct headroom_object *key, __s32 owner) {
  lock->owner = owner;
  struct headroom_thread *thread = owner ? find_thread(owner) : NULL;
  if (thread && thread->key.process == key->process) thread->holds = key->address;
}

/// The current thread begins to wait for a lock whose owner is known.
static __always_inline void begin_lock_wait(struct headroom_thread *thread) {
  if (thread->owner == 0 || thread->owner == thread->key.thread) return;
  struct headroom_object key = {.address = thread->key.object, .process = thread->key.process};
  struct headroom_lock *lock = bpf_map_lookup_elem(&locks, &key);
  if (!lock) {
    struct headroom_lock first = {};
    bpf_map_update_elem(&locks, &key, &first, BPF_NOEXIST);
    lock = bpf_map_lookup_elem(&locks, &key);
    if (!lock) return;
  }
  __sync_fetch_and_add(&lock->waiters, 1);
  set_owner(lock, &key, thread->owner);
}

/// A lock goes to the next: how long since it went to the last one, if others have waited all the time.
static __always_inline void count_hand_over(struct headroom_lock *lock, __u64 now) {
  __u64 last = lock->handed_over;
  lock->handed_over = lock->waiters > 0 ? now : 0;
  if (last == 0 || last > now) return;
  __sync_fetch_and_add(&lock->held, now - last);
  __sync_fetch_and_add(&lock->hand_overs, 1);
}

/// A thread waits no more for a lock. One with priority inheritance is handed to it; any other is free for whoever comes first.
static __always_inline void end_lock_wait(struct headroom_thread *thread, __u64 now) {
  if (thread->owner == 0 || thread->owner == thread->key.thread) return;
  struct headroom_object key = {.address = thread->key.object, .process = thread->key.process};
  struct headroom_lock *lock = bpf_map_lookup_elem(&locks, &key);
  if (!lock) return;
  if (lock->waiters > 0) __sync_fetch_and_add(&lock->waiters, -1);
  count_hand_over(lock, now);
  set_owner(lock, &key, is_lock_operation(thread->key.operation) ? thread->key.thread : 0);
}

/// Ends the present phase of a thread that leaves its processor: it ran. Where the kernel did not show how it came there (seen once in some ten
/// thousand switches), it waited until it was woken and ran from then on.
static __always_inline void close_phase(struct headroom_thread *thread, __u64 now) {
  if (thread->phase == HEADROOM_RUNNING) {
    thread->running += now - thread->since;
    return;
  }
  count(HEADROOM_UNSEEN_SWITCHES);
  __u64 until = thread->phase == HEADROOM_BLOCKED && thread->woken > thread->since ? thread->woken : now;
  add_wait(&thread->key, thread->phase == HEADROOM_BLOCKED ? until - thread->since : 0, thread->phase == HEADROOM_BLOCKED ? 0 : until - thread->since);
  thread->running += now - until;
}

/// The current thread ends: its account is closed.
static __always_inline void end_thread(struct task_struct *task, struct ids ids) {
  struct headroom_thread *thread = find_thread(ids.thread);
  if (!thread) return;
  __u64 now = bpf_ktime_get_ns();
  close_phase(thread, now);
  struct headroom_thread_end end = {
      .kind = HEADROOM_THREAD_END, .process = ids.process, .thread = ids.thread, .first = thread->first, .last = now, .running = thread->running};
  bpf_get_current_comm(end.name, sizeof(end.name));
  if (bpf_ringbuf_output(&ring, &end, sizeof(end), BPF_RB_NO_WAKEUP) != 0) count(HEADROOM_LOST_WAITS);
  bpf_map_delete_elem(&threads, &ids.thread);
}

/// The current thread leaves its processor.
static __always_inline void leave_processor(struct task_struct *task, int is_preempted, __u64 now) {
  struct ids ids = ids_of(task);
  struct headroom_configuration *configuration = find_configuration(ids.process);
  struct scratch *scratch = find_scratch(SCRATCH_SCHEDULER);
  if (!configuration || !scratch) return;
  if (task->flags & PF_EXITING) {
    // It has nothing left to do but to go. Whoever joined it was woken and takes its processor: that is no time of the thread's.
    end_thread(task, ids);
    return;
  }
  count(HEADROOM_SWITCHES);
  struct headroom_thread *thread = find_thread(ids.thread);
  if (!thread) {
    add_thread(scratch, ids, now, HEADROOM_RUNNING);
    thread = find_thread(ids.thread);
    if (!thread) return;
  }
  close_phase(thread, now);
  __u32 state = task_state(task) & TASK_STATE_MASK;
  if (state == 0) is_preempted = 1;
  struct headroom_wait_key *key = &thread->key;
  key->object = 0;
  key->operation = 0;
  key->system_call = -1;
  key->kind = HEADROOM_WAIT_THREAD;
  // Until this wait has a stack, whoever wakes the thread from another processor must not take it for the wait before.
  key->stack = 0;
  thread->since = now;
  thread->woken = 0;
  thread->owner = 0;
  barrier();
  thread->phase = is_preempted ? HEADROOM_READY : HEADROOM_BLOCKED;
  if (!read_user_registers(scratch, task)) return;
  if (!is_preempted) {
    read_system_call(key, &scratch->user);
    if (state & TASK_UNINTERRUPTIBLE) key->kind |= HEADROOM_UNINTERRUPTIBLE;
    thread->owner = read_owner(key);
    begin_lock_wait(thread);
  }
  start_sample(scratch, HEADROOM_STACK, ids);
  bpf_get_current_comm(scratch->sample.thread_name, sizeof(scratch->sample.thread_name));
  read_task(scratch, configuration, task, thread);
  if (!is_preempted && scratch->sample.task != thread->job) end_job(thread, ids.process, now);
  key->task = task_number(scratch, configuration);
  key->related = executor_number(scratch);
  scratch->sample.system_call = key->system_call;
  scratch->sample.operation = key->operation;
  scratch->sample.is_uninterruptible = key->kind >> 7;
  key->stack = stack_id(scratch, read_stack(scratch, configuration, 0, HEADROOM_WAIT_FRAME_LIMIT));
}

/// A thread gets a processor.
static __always_inline void enter_processor(struct task_struct *task, __u64 now) {
  struct ids ids = ids_of(task);
  if (!find_configuration(ids.process)) return;
  struct headroom_thread *thread = find_thread(ids.thread);
  if (!thread) {
    if (task->flags & PF_EXITING) return;
    struct scratch *scratch = find_scratch(SCRATCH_SCHEDULER);
    if (scratch) add_thread(scratch, ids, now, HEADROOM_RUNNING);
    return;
  }
  if (thread->phase == HEADROOM_BLOCKED) {
    __u64 woken = thread->woken ? thread->woken : now;
    if (woken < thread->since) woken = thread->since;
    add_wait(&thread->key, woken - thread->since, now - woken);
  } else if (thread->phase == HEADROOM_READY) {
    add_wait(&thread->key, 0, now - thread->since);
  }
  thread->phase = HEADROOM_RUNNING;
  thread->since = now;
}

/// Charges a part of a lock wait to a stack.
static __always_inline void blame(
    struct scratch *scratch, struct headroom_thread *victim, __u64 stack, __s32 thread, __u64 task, __u64 nanoseconds) {
  if (nanoseconds == 0) return;
  struct headroom_wait_key *key = &scratch->key;
  *key = victim->key;
  key->stack = stack;
  key->task = task;
  key->related = victim->key.stack;
  key->thread = thread;
  key->victim = victim->key.thread;
  key->kind = HEADROOM_WAIT_BLAME;
  add_wait(key, nanoseconds, 0);
}

/// Remembers that a thread waited for a lock, for those who waited for that thread meanwhile.
static __always_inline void remember_lock_wait(struct headroom_thread *thread, __u64 end, __u64 stack, __s32 culprit) {
  struct headroom_lock_wait *wait = &thread->lock_waits[thread->lock_waits_seen & (HEADROOM_LOCK_WAIT_LIMIT - 1)];
  wait->start = thread->since;
  wait->end = end;
  wait->stack = stack;
  wait->thread = culprit;
  thread->lock_waits_seen += 1;
}

/// The current thread releases a lock that `victim` waits for: its stack is the culprit's. While it waited for another lock itself, whoever held
/// that one is to blame.
static __always_inline void blame_current(struct scratch *scratch, struct headroom_thread *victim, struct task_struct *task, __u64 now) {
  struct ids ids = ids_of(task);
  struct headroom_configuration *configuration = find_configuration(ids.process);
  if (!configuration) return;
  start_sample(scratch, HEADROOM_STACK, ids);
  bpf_get_current_comm(scratch->sample.thread_name, sizeof(scratch->sample.thread_name));
  struct headroom_thread *culprit = find_thread(ids.thread);
  read_task(scratch, configuration, task, culprit);
  __u64 number = task_number(scratch, configuration);
  __u64 stack = stack_id(scratch, read_stack(scratch, configuration, 0, HEADROOM_WAIT_FRAME_LIMIT));
  __u64 rest = now - victim->since;
  __u64 longest = 0;
  __u64 last_stack = stack;
  __s32 last_thread = ids.thread;
  for (int index = 0; culprit && index < HEADROOM_LOCK_WAIT_LIMIT; index++) {
    struct headroom_lock_wait *wait = &culprit->lock_waits[index];
    __u64 start = wait->start > victim->since ? wait->start : victim->since;
    __u64 end = wait->end < now ? wait->end : now;
    if (end <= start || end - start > rest) continue;
    blame(scratch, victim, wait->stack, wait->thread, 0, end - start);
    rest -= end - start;
    if (end - start <= longest) continue;
    longest = end - start;
    last_stack = wait->stack;
    last_thread = wait->thread;
  }
  blame(scratch, victim, stack, ids.thread, number, rest);
  // What a third thread waits for is the end of the chain.
  int is_own = rest >= longest;
  remember_lock_wait(victim, now, is_own ? stack : last_stack, is_own ? (__s32)ids.thread : last_thread);
}

/// A thread is about to be woken by the current one, or by an interrupt of it.
static __always_inline void wake(struct task_struct *task) {
  // Before it is asked whether the recording goes on: what is counted then lies before its end.
  __u64 now = bpf_ktime_get_ns();
  struct ids ids = ids_of(task);
  if (!find_configuration(ids.process)) return;
  struct headroom_thread *thread = find_thread(ids.thread);
  if (!thread || thread->phase != HEADROOM_BLOCKED || thread->woken) return;
  thread->woken = now;
  if (thread->key.system_call != FUTEX_SYSTEM_CALL) return;
  end_lock_wait(thread, now);
  // Woken before its wait was described: nobody is to blame that the rows could name.
  if (thread->key.stack == 0) return;
  // Known not to be a wait for a lock: a condition variable, a semaphore.
  __u32 *is_other = bpf_map_lookup_elem(&known, &thread->key.stack);
  if (is_other && *is_other == 1) return;
  struct task_struct *current = (struct task_struct *)bpf_get_current_task_btf();
  struct scratch *scratch = find_scratch(SCRATCH_SCHEDULER);
  if (!scratch || !read_user_registers(scratch, current)) return;
  // Who releases the lock is in a futex call on the same word; an interrupt, a time-out or a signal has no culprit.
  if (scratch->user.orig_rax != FUTEX_SYSTEM_CALL || scratch->user.rdi != thread->key.object) return;
  blame_current(scratch, thread, current, now);
}
