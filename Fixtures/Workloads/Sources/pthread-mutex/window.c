#define _GNU_SOURCE
#include "window.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

#include "clocks.h"

static _Atomic uint64_t begin = 0;
static _Atomic uint64_t end = UINT64_MAX;
static _Atomic uint64_t cpu_at_begin = 0;
static _Atomic uint64_t cpu_at_end = 0;
static void (*print_members)(void);
static sigset_t signals;

struct bounds window_bounds(void) {
  // In this order: whoever sees a new begin sees that the end is open again.
  uint64_t first = atomic_load(&begin);
  return (struct bounds){first, atomic_load(&end)};
}

uint64_t window_clip(struct bounds bounds, uint64_t start, uint64_t stop) {
  uint64_t low = start > bounds.begin ? start : bounds.begin;
  uint64_t high = stop < bounds.end ? stop : bounds.end;
  return high > low ? high - low : 0;
}

static void start_window(void) {
  atomic_store(&end, UINT64_MAX);
  atomic_store(&cpu_at_begin, process_time());
  atomic_store(&begin, wall_time());
}

/// False when it was frozen already.
static bool freeze_window(void) {
  if (atomic_load(&end) != UINT64_MAX) return false;
  atomic_store(&end, wall_time());
  atomic_store(&cpu_at_end, process_time());
  return true;
}

static void print_window(const char *title) {
  struct bounds bounds = window_bounds();
  printf("%s: {\"beginNanoseconds\": %" PRIu64 ", \"endNanoseconds\": %" PRIu64 ", ", title, bounds.begin, bounds.end);
  printf("\"windowNanoseconds\": %" PRIu64 ", \"cpuNanoseconds\": %" PRIu64 ", ", bounds.end - bounds.begin, cpu_at_end - cpu_at_begin);
  print_members();
  printf("}\n");
  fflush(stdout);
}

static void *listen_for_signals(void *unused) {
  int number;
  while (sigwait(&signals, &number) == 0) {
    if (number == SIGUSR1) {
      start_window();
    } else if (freeze_window()) {
      print_window("window");
    }
  }
  return unused;
}

void window_open(void (*report)(void)) {
  print_members = report;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigaddset(&signals, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
  start_window();
  pthread_t thread;
  pthread_create(&thread, NULL, listen_for_signals, NULL);
  pthread_setname_np(thread, "window");
}

void window_finish(void) {
  freeze_window();
  print_window("truth");
}
