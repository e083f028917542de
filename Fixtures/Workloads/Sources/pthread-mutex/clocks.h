// The clocks by which the fixture measures itself.
#pragma once
#include <stdint.h>
#include <time.h>

static inline uint64_t clock_nanoseconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static inline uint64_t wall_time(void) { return clock_nanoseconds(CLOCK_MONOTONIC); }
static inline uint64_t thread_time(void) { return clock_nanoseconds(CLOCK_THREAD_CPUTIME_ID); }
static inline uint64_t process_time(void) { return clock_nanoseconds(CLOCK_PROCESS_CPUTIME_ID); }
