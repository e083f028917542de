// The time of one thread inside the window, in C: the same as FixtureSupport's Lane and Window, which tell why it is as it is.
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum state { STATE_OFF, STATE_OUTSIDE, STATE_WAITING, STATE_HOLDING, STATE_COUNT };
enum event { EVENT_REQUEST, EVENT_CONTENDED, EVENT_HOLD_CPU, EVENT_COUNT };

/// Written by its own thread only; on cache lines of its own.
struct lane {
  _Alignas(128) _Atomic uint64_t version;
  _Atomic uint64_t window_begin;
  _Atomic uint64_t state;
  _Atomic uint64_t since;
  _Atomic uint64_t times[STATE_COUNT];
  _Atomic uint64_t events[EVENT_COUNT];
};

/// Leaves the present state for another and returns how long it was.
uint64_t lane_enter(struct lane *lane, enum state state);

/// Counts an event, or a quantity, that belongs to the present moment.
void lane_count(struct lane *lane, enum event event, uint64_t quantity);

/// The time in a state inside the window.
uint64_t lane_time(struct lane *lane, enum state state);

/// What has been counted inside the window.
uint64_t lane_events(struct lane *lane, enum event event);
