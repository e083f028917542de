// Thin functions over libunwind's macros, for use as the independent oracle.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Unwinds the stopped thread `tid` with libunwind-ptrace. Writes at most `capacity` program counters, leaf first,
/// and returns how many; negative libunwind error on failure.
long headroom_unwind_ptrace(pid_t tid, uint64_t *pcs, size_t capacity);
