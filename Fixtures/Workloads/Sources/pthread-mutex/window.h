// The window of time that the truth is about; SIGUSR1 begins it anew and SIGUSR2 freezes and prints it. See FixtureSupport's Window.
#pragma once
#include <stdint.h>

struct bounds {
  uint64_t begin;
  uint64_t end;
};

/// The bounds now.
struct bounds window_bounds(void);

/// How much of the time from `start` to `stop` lies inside.
uint64_t window_clip(struct bounds bounds, uint64_t start, uint64_t stop);

/// Begins the first window and listens for the signals; comes before any other thread is started. `report` prints the members of the truth.
void window_open(void (*report)(void));

/// Freezes the window if no signal did, and prints the truth.
void window_finish(void);
