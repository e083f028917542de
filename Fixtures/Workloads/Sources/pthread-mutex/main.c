// The fixture `locked` with a pthread mutex and in C: threads that queue for one lock.
#define _GNU_SOURCE
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clocks.h"
#include "lane.h"
#include "window.h"

static int thread_count = 4;
static uint64_t hold_nanoseconds = 200000;
static uint64_t outside_nanoseconds = 300000;
static bool spins_outside = false;
static uint64_t deadline = UINT64_MAX;
static atomic_bool stop_requested;

static struct lane *lanes;
static pthread_mutex_t shared = PTHREAD_MUTEX_INITIALIZER;
static uint64_t shared_value = 1;
static _Atomic uint64_t sink;

static bool is_running(void) { return !atomic_load(&stop_requested) && wall_time() < deadline; }

static void request_stop(int number) {
  (void)number;
  atomic_store(&stop_requested, true);
}

/// Uses the given nanoseconds of the calling thread's CPU time.
static inline uint64_t spin(uint64_t nanoseconds) {
  uint64_t end = thread_time() + nanoseconds;
  uint64_t value = 1;
  do {
    for (int round = 0; round < 1000; round++) value = (value ^ (value >> 7)) * 0xbf58476d1ce4e5b9;
  } while (thread_time() < end);
  return value;
}

/// Keeps the lock: the culprit.
__attribute__((noinline)) uint64_t hold_lock(void) { return spin(hold_nanoseconds); }

/// Waits for the lock: the victim.
__attribute__((noinline)) void critical_section(struct lane *lane) {
  lane_enter(lane, STATE_WAITING);
  pthread_mutex_lock(&shared);
  uint64_t waited = lane_enter(lane, STATE_HOLDING);
  lane_count(lane, EVENT_REQUEST, 1);
  if (waited > 5000) lane_count(lane, EVENT_CONTENDED, 1);
  uint64_t start = thread_time();
  shared_value ^= hold_lock();
  lane_count(lane, EVENT_HOLD_CPU, thread_time() - start);
  lane_enter(lane, STATE_OUTSIDE);
  pthread_mutex_unlock(&shared);
}

__attribute__((noinline)) void work_outside(void) {
  if (spins_outside) {
    atomic_store(&sink, spin(outside_nanoseconds));
  } else {
    struct timespec time = {(time_t)(outside_nanoseconds / 1000000000), (long)(outside_nanoseconds % 1000000000)};
    nanosleep(&time, NULL);
  }
}

static void *work(void *argument) {
  struct lane *lane = argument;
  lane_enter(lane, STATE_OUTSIDE);
  while (is_running()) {
    work_outside();
    critical_section(lane);
  }
  lane_enter(lane, STATE_OFF);
  return NULL;
}

static uint64_t time_of(enum state state) {
  uint64_t sum = 0;
  for (int index = 0; index < thread_count; index++) sum += lane_time(&lanes[index], state);
  return sum;
}

static uint64_t events_of(enum event event) {
  uint64_t sum = 0;
  for (int index = 0; index < thread_count; index++) sum += lane_events(&lanes[index], event);
  return sum;
}

static void report(void) {
  uint64_t outside = time_of(STATE_OUTSIDE), waiting = time_of(STATE_WAITING), holding = time_of(STATE_HOLDING);
  printf("\"requests\": %" PRIu64 ", \"contendedAcquisitions\": %" PRIu64 ", ", events_of(EVENT_REQUEST), events_of(EVENT_CONTENDED));
  printf("\"lockAcquisitionNanoseconds\": %" PRIu64 ", \"holdNanoseconds\": %" PRIu64 ", ", waiting, holding);
  printf("\"holdCpuNanoseconds\": %" PRIu64 ", \"outsideNanoseconds\": %" PRIu64 ", ", events_of(EVENT_HOLD_CPU), outside);
  printf("\"wallNanoseconds\": %" PRIu64 ", \"threads\": %d, ", outside + waiting + holding, thread_count);
  printf("\"lock\": \"pthread_mutex_t\", \"victim\": \"critical_section\", \"culprit\": \"hold_lock\"");
}

static void read_options(int count, char **words) {
  double seconds = 10;
  for (int index = 1; index + 1 < count; index += 2) {
    const char *name = words[index], *value = words[index + 1];
    if (strcmp(name, "--seconds") == 0) seconds = atof(value);
    if (strcmp(name, "--threads") == 0) thread_count = atoi(value);
    if (strcmp(name, "--hold-us") == 0) hold_nanoseconds = (uint64_t)(atof(value) * 1000);
    if (strcmp(name, "--outside-us") == 0) outside_nanoseconds = (uint64_t)(atof(value) * 1000);
    if (strcmp(name, "--outside") == 0) spins_outside = strcmp(value, "spin") == 0;
  }
  if (seconds > 0) deadline = wall_time() + (uint64_t)(seconds * 1e9);
}

int main(int count, char **words) {
  read_options(count, words);
  signal(SIGTERM, request_stop);
  signal(SIGINT, request_stop);
  lanes = aligned_alloc(_Alignof(struct lane), (size_t)thread_count * sizeof(struct lane));
  memset(lanes, 0, (size_t)thread_count * sizeof(struct lane));
  window_open(report);
  pthread_t threads[thread_count];
  for (int index = 0; index < thread_count; index++) {
    char name[16];
    snprintf(name, sizeof name, "worker-%d", index);
    pthread_create(&threads[index], NULL, work, &lanes[index]);
    pthread_setname_np(threads[index], name);
  }
  puts("ready");
  fflush(stdout);
  for (int index = 0; index < thread_count; index++) pthread_join(threads[index], NULL);
  window_finish();
  return 0;
}
