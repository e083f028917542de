#include "lane.h"

#include "clocks.h"
#include "window.h"

static uint64_t load(_Atomic uint64_t *word) { return atomic_load_explicit(word, memory_order_acquire); }
static void store(_Atomic uint64_t *word, uint64_t value) { atomic_store_explicit(word, value, memory_order_release); }

/// Begins a change, after forgetting everything when a new window has begun.
static void begin_change(struct lane *lane, struct bounds bounds) {
  store(&lane->version, load(&lane->version) + 1);
  if (load(&lane->window_begin) == bounds.begin) return;
  for (int index = 0; index < STATE_COUNT; index++) store(&lane->times[index], 0);
  for (int index = 0; index < EVENT_COUNT; index++) store(&lane->events[index], 0);
  store(&lane->window_begin, bounds.begin);
}

static void end_change(struct lane *lane) { store(&lane->version, load(&lane->version) + 1); }

uint64_t lane_enter(struct lane *lane, enum state state) {
  uint64_t now = wall_time();
  uint64_t since = load(&lane->since);
  struct bounds bounds = window_bounds();
  begin_change(lane, bounds);
  _Atomic uint64_t *sum = &lane->times[load(&lane->state)];
  store(sum, load(sum) + window_clip(bounds, since, now));
  store(&lane->state, state);
  store(&lane->since, now);
  end_change(lane);
  return now - since;
}

void lane_count(struct lane *lane, enum event event, uint64_t quantity) {
  uint64_t now = wall_time();
  struct bounds bounds = window_bounds();
  if (now < bounds.begin || now >= bounds.end) return;
  begin_change(lane, bounds);
  store(&lane->events[event], load(&lane->events[event]) + quantity);
  end_change(lane);
}

uint64_t lane_time(struct lane *lane, enum state state) {
  for (;;) {
    uint64_t version = load(&lane->version);
    struct bounds bounds = window_bounds();
    uint64_t result = load(&lane->window_begin) == bounds.begin ? load(&lane->times[state]) : 0;
    if (load(&lane->state) == state) result += window_clip(bounds, load(&lane->since), wall_time());
    if (version % 2 == 0 && load(&lane->version) == version) return result;
  }
}

uint64_t lane_events(struct lane *lane, enum event event) {
  for (;;) {
    uint64_t version = load(&lane->version);
    struct bounds bounds = window_bounds();
    uint64_t result = load(&lane->window_begin) == bounds.begin ? load(&lane->events[event]) : 0;
    if (version % 2 == 0 && load(&lane->version) == version) return result;
  }
}
