// Walking a stack: by frame pointers where an image keeps them, by the rows of its unwind table where it does not.
#pragma once
#include "maps.h"

/// What every step of a walk is given; lives on the stack of the program while `bpf_loop` calls one step after the other.
struct walk {
  struct scratch *scratch;
  struct headroom_configuration *configuration;
};

/// The region that holds `address`, or NULL. Bisects; 10 steps cover the limit of 512 regions.
static __always_inline struct headroom_region *find_region(struct headroom_configuration *configuration, __u64 address) {
  __u32 low = 0;
  __u32 high = configuration->region_count;
  if (high > HEADROOM_REGION_LIMIT) high = HEADROOM_REGION_LIMIT;
  for (int step = 0; step < 10; step++) {
    if (low >= high) break;
    __u32 middle = (low + high) / 2;
    struct headroom_region *region = &configuration->regions[middle & (HEADROOM_REGION_LIMIT - 1)];
    if (address < region->start) {
      high = middle;
    } else if (address >= region->end) {
      low = middle + 1;
    } else {
      return region;
    }
  }
  return NULL;
}

/// True when `address` is in a function that runs jobs: its callee is an async funclet.
static __always_inline int is_runner(struct headroom_configuration *configuration, __u64 address) {
  __u32 count = configuration->runner_count;
  for (__u32 index = 0; index < HEADROOM_RUNNER_LIMIT; index++) {
    if (index >= count) break;
    struct headroom_range *range = &configuration->runners[index];
    if (address >= range->start && address < range->end) return 1;
  }
  return 0;
}

/// One step of the search; 1 ends it.
static long bisect(__u32 index, void *context) {
  struct walk *walk = context;
  struct scratch *scratch = walk->scratch;
  if (!scratch) return 1;
  struct bisection *search = &scratch->bisection;
  if (search->low >= search->high) return 1;
  __u32 middle = search->low + (search->high - search->low) / 2;
  struct headroom_row *row = bpf_map_lookup_elem(&rows, &middle);
  if (!row) return 1;
  if (row->start <= search->address) {
    search->low = middle + 1;
  } else {
    search->high = middle;
  }
  return 0;
}

/// The number of the rule that the rows of an image have for an address relative to its base; -1 when they have none. Verified by itself, too.
__noinline int find_rule_number(struct scratch *scratch, __u32 first_row, __u32 row_count, __u32 address) {
  if (!scratch || row_count == 0) return -1;
  struct walk walk = {.scratch = scratch};
  struct bisection *search = &scratch->bisection;
  search->low = first_row;
  search->high = first_row + row_count;
  search->address = address;
  // Halving reaches one row within as many steps as the number of rows has bits.
  bpf_loop(HEADROOM_BISECTION_LIMIT + 1, bisect, &walk, 0);
  if (search->low == first_row) return -1;
  __u32 found = search->low - 1;
  struct headroom_row *row = bpf_map_lookup_elem(&rows, &found);
  return row ? (int)row->rule : -1;
}

/// The rule that the image's table has for an address; NULL when it has none.
static __always_inline struct headroom_rule *find_rule(struct walk *walk, struct headroom_region *region, __u64 address) {
  if (address < region->base) return NULL;
  int number = find_rule_number(walk->scratch, region->first_row, region->row_count, address - region->base);
  __u32 index = number;
  return number < 0 ? NULL : bpf_map_lookup_elem(&rules, &index);
}

static __always_inline int read_word(__u64 address, __u64 *word) { return bpf_probe_read_user(word, 8, (void *)address); }

/// Reads a word of the stack: from the copy of its surroundings, which is made anew when the word is not in it.
///
/// A global function: the verifier checks it once by itself and not wherever it is called.
__noinline int read_stack_word(struct scratch *scratch, __u64 address, __u64 *word) {
  if (!scratch || !word) return -1;
  struct window *window = &scratch->window;
  __u64 offset = address - window->address;
  if (offset >= sizeof(window->words) || offset & 7) {
    // Near the end of the stack there is less than a whole copy.
    if (bpf_probe_read_user(window->words, sizeof(window->words), (void *)address) != 0) {
      window->address = 0;
      return read_word(address, word);
    }
    window->address = address;
    offset = 0;
  }
  __u32 index = offset >> 3;
  // Keeps the compiler from leaving out the mask, which the verifier wants to see.
  barrier_var(index);
  *word = window->words[index & (HEADROOM_WINDOW_WORDS - 1)];
  return 0;
}

/// Adds a word to the stack's id.
static __always_inline void mix(struct scratch *scratch, __u64 word) {
  __u64 hash = (scratch->hash ^ word) * 0x9e3779b97f4a7c15ULL;
  scratch->hash = hash ^ (hash >> 29);
}

static __always_inline void append(struct walk *walk, __u64 address) {
  struct place *place = &walk->scratch->place;
  struct scratch *scratch = walk->scratch;
  scratch->words[place->count & WORD_MASK] = address;
  place->count += 1;
  mix(scratch, address);
}

/// Notes that the walk goes on in user space from this frame, with a copy of the stack.
static __always_inline void resume(struct walk *walk) {
  struct place *place = &walk->scratch->place;
  struct headroom_sample *sample = &walk->scratch->sample;
  sample->flags |= HEADROOM_RESUMES;
  sample->registers.values[16] = place->program_counter;
  sample->registers.values[7] = place->stack_pointer;
  sample->registers.values[6] = place->frame_pointer;
  sample->registers.values[3] = place->base;
  sample->registers.values[14] = place->async_context;
}

/// Notes that the walk cannot go on.
static __always_inline void truncate(struct walk *walk) { walk->scratch->sample.flags |= HEADROOM_TRUNCATED; }

/// The code that a signal interrupted: its registers are in the `ucontext` at the stack pointer (Linux, `struct sigcontext` at byte 40).
static __always_inline int leave_signal(struct walk *walk) {
  struct place *place = &walk->scratch->place;
  __u64 context = place->stack_pointer + 40;
  if (read_word(context + 48, &place->async_context) != 0 || read_word(context + 80, &place->frame_pointer) != 0 ||
      read_word(context + 88, &place->base) != 0 || read_word(context + 120, &place->stack_pointer) != 0 ||
      read_word(context + 128, &place->program_counter) != 0) {
    return 0;
  }
  place->is_exact = 1;
  return 1;
}

/// The caller's value of a register that the rule says was saved at an offset from the canonical frame address. In an epilogue the place may
/// already be below the stack pointer: then the register was popped and holds the caller's value again.
static __always_inline int restore(struct walk *walk, __u64 frame, __s16 offset, __u64 *value) {
  struct place *place = &walk->scratch->place;
  if (offset == 0 || frame + offset < place->stack_pointer) return 1;
  return read_stack_word(walk->scratch, frame + offset, value) == 0;
}

/// Leaves a frame by a rule. Returns 0 when memory cannot be read.
static __always_inline int leave_frame(struct walk *walk, struct headroom_rule *rule) {
  struct place *place = &walk->scratch->place;
  __u64 frame;
  switch (rule->frame) {
    case HEADROOM_FRAME_STACK_POINTER: frame = place->stack_pointer + rule->offset; break;
    case HEADROOM_FRAME_FRAME_POINTER: frame = place->frame_pointer + rule->offset; break;
    case HEADROOM_FRAME_FRAME_POINTER_INDIRECT:
      if (read_stack_word(walk->scratch, place->frame_pointer + rule->offset, &frame) != 0) return 0;
      break;
    case HEADROOM_FRAME_STACK_POINTER_INDIRECT:
      if (read_stack_word(walk->scratch, place->stack_pointer + rule->offset, &frame) != 0) return 0;
      break;
    case HEADROOM_FRAME_BASE_REGISTER: frame = place->base + rule->offset; break;
    case HEADROOM_FRAME_LINKAGE_TABLE: frame = place->stack_pointer + ((place->program_counter & 15) >= 11 ? 16 : 8); break;
    case HEADROOM_FRAME_SIGNAL: return leave_signal(walk);
    default: return 0;
  }
  __u64 return_address;
  // A caller's frame lies above its callee's, or the stack is not one.
  if (frame <= place->stack_pointer || read_stack_word(walk->scratch, frame - 8, &return_address) != 0) return 0;
  if (!restore(walk, frame, rule->frame_pointer, &place->frame_pointer)) return 0;
  if (!restore(walk, frame, rule->async_context, &place->async_context)) place->async_context = 0;
  if (!restore(walk, frame, rule->base, &place->base)) place->base = 0;
  place->program_counter = return_address;
  place->stack_pointer = frame;
  place->is_exact = 0;
  return 1;
}

/// Leaves a frame by its frame pointer.
static __always_inline int leave_by_frame_pointer(struct walk *walk) {
  struct place *place = &walk->scratch->place;
  __u64 pointer = place->frame_pointer;
  __u64 saved;
  __u64 return_address;
  if (pointer < place->stack_pointer || read_stack_word(walk->scratch, pointer, &saved) != 0 ||
      read_stack_word(walk->scratch, pointer + 8, &return_address) != 0) {
    return 0;
  }
  place->stack_pointer = pointer + 16;
  place->frame_pointer = saved;
  place->program_counter = return_address;
  place->is_exact = 0;
  return 1;
}

/// Hand-written code without a description: as a leaf it has touched nothing, so its return address is at the stack pointer. Believed only where
/// that leads to code.
static __always_inline int leave_undescribed_leaf(struct walk *walk) {
  struct place *place = &walk->scratch->place;
  __u64 return_address;
  if (read_stack_word(walk->scratch, place->stack_pointer, &return_address) != 0) return 0;
  if (return_address != 0 && !find_region(walk->configuration, return_address - 1)) return 0;
  place->program_counter = return_address;
  place->stack_pointer += 8;
  place->is_exact = 0;
  return 1;
}

/// Takes note of the innermost async funclet: the frame just left, whose caller runs jobs. With a frame pointer it keeps its context below
/// that, else the context is the register's value.
static __always_inline void note_funclet(struct walk *walk, __u64 frame_pointer, __u64 register_context, int has_frame_pointer) {
  struct place *place = &walk->scratch->place;
  struct headroom_sample *sample = &walk->scratch->sample;
  sample->chain_frame = place->count - 1 - place->first;
  if (has_frame_pointer) {
    sample->chain_source = 1;
    if (read_stack_word(walk->scratch, frame_pointer - 8, &place->context) != 0) place->context = 0;
  } else {
    sample->chain_source = 2;
    place->context = register_context;
  }
}

/// One step outwards; 1 ends the walk.
static long walk_frame(__u32 index, void *context) {
  struct walk *walk = context;
  struct scratch *scratch = walk->scratch;
  struct headroom_configuration *configuration = walk->configuration;
  if (!scratch || !configuration) return 1;
  struct place *place = &scratch->place;
  __u64 address = place->is_exact ? place->program_counter : place->program_counter - 1;
  __u64 frame_pointer = place->frame_pointer;
  __u64 register_context = place->async_context;
  int has_frame_pointer = 1;
  struct headroom_region *region = find_region(configuration, address);
  if (!region) {
    // Code of which user space has not told yet: it looks there, and unwinds.
    resume(walk);
    return 1;
  }
  int keeps = region->flags & HEADROOM_KEEPS_FRAME_POINTERS;
  struct headroom_rule *rule = NULL;
  // Without a frame pointer the table tells whether this is the outermost frame.
  if (place->is_exact || !keeps || configuration->follows_context || frame_pointer == 0) rule = find_rule(walk, region, address);
  if (rule && rule->frame == HEADROOM_FRAME_ROOT) return 1;
  if (rule && rule->frame != HEADROOM_FRAME_UNKNOWN) {
    has_frame_pointer = rule->frame == HEADROOM_FRAME_FRAME_POINTER;
    if (!leave_frame(walk, rule)) {
      truncate(walk);
      return 1;
    }
  } else if (rule && place->is_exact && leave_undescribed_leaf(walk)) {
    has_frame_pointer = 0;
  } else if (keeps) {
    if (!leave_by_frame_pointer(walk)) {
      truncate(walk);
      return 1;
    }
  } else {
    resume(walk);
    return 1;
  }
  if (place->program_counter == 0) return 1;
  if (scratch->sample.chain_source == 0 && is_runner(configuration, place->program_counter)) {
    note_funclet(walk, frame_pointer, register_context, has_frame_pointer);
  }
  append(walk, place->program_counter);
  return 0;
}

/// Copies whole words of stack from `address` to the end of the words so far: as much as is mapped, page by page, so that the end of the
/// stack does not fail all of it. Returns how many words.
static __always_inline __u32 copy_stack(struct scratch *scratch, __u32 count, __u64 address) {
  // The index is masked for the verifier; the sum of all limits before the stack is below HEADROOM_WORD_LIMIT.
  char *destination = (char *)&scratch->words[count & WORD_MASK];
  address &= ~7ULL;
  if (bpf_probe_read_user(destination, HEADROOM_STACK_LIMIT, (void *)address) == 0) return HEADROOM_STACK_LIMIT / 8;
  __u32 done = 0;
  // At most five pages hold 16 KiB.
  for (int page = 0; page < 5; page++) {
    __u32 size = 4096 - ((address + done) & 4095);
    if (done >= HEADROOM_STACK_LIMIT) break;
    if (size > HEADROOM_STACK_LIMIT - done) size = HEADROOM_STACK_LIMIT - done;
    if (size > 4096 || done > HEADROOM_STACK_LIMIT - 4096) break;
    if (bpf_probe_read_user(destination + done, size, (void *)(address + done)) != 0) break;
    done += size;
  }
  return done / 8;
}
