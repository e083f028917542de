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

/// The number of the rule that the image's table has for an address; -1 when it has none.
static __always_inline int find_rule(struct walk *walk, struct headroom_region *region, __u64 address) {
  if (address < region->base) return -1;
  return find_rule_number(walk->scratch, region->first_row, region->row_count, address - region->base);
}

static __always_inline struct headroom_rule *rule_numbered(int number) {
  __u32 index = number;
  return number < 0 ? NULL : bpf_map_lookup_elem(&rules, &index);
}

/// Where the step from an address is remembered on this processor.
static __always_inline struct step *find_step(__u64 key) {
  // Fibonacci hashing.
  __u32 index = ((key * 0x9e3779b97f4a7c15ULL) >> 40) & (HEADROOM_STEP_LIMIT - 1);
  index += bpf_get_smp_processor_id() * HEADROOM_STEP_LIMIT;
  return bpf_map_lookup_elem(&steps, &index);
}

/// Remembers a step. A walk that interrupts this one on the same processor sees an entry that is empty or whole.
static __always_inline void remember_step(struct step *step, __u64 key, __u32 generation, __u32 rule) {
  *(volatile __u64 *)&step->key = 0;
  *(volatile __u32 *)&step->generation = generation;
  *(volatile __u32 *)&step->rule = rule;
  *(volatile __u64 *)&step->key = key;
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

/// How a walk goes on from a frame.
enum stride {
  /// The frame was left; with `STRIDE_FRAME_POINTER` it has a frame pointer of its own.
  STRIDE_LEFT = 0,
  STRIDE_FRAME_POINTER = 1,
  /// The frame is the outermost one, memory cannot be read, or user space has to go on.
  STRIDE_ROOT = 2,
  STRIDE_BROKEN = 3,
  STRIDE_RESUMED = 4,
};

/// Leaves the frame as it was done before.
static __always_inline int leave_as_remembered(struct walk *walk, __u32 number) {
  if (number == HEADROOM_BY_FRAME_POINTER) return leave_by_frame_pointer(walk) ? STRIDE_FRAME_POINTER : STRIDE_BROKEN;
  struct headroom_rule *rule = rule_numbered(number);
  if (!rule) return STRIDE_BROKEN;
  if (rule->frame == HEADROOM_FRAME_ROOT) return STRIDE_ROOT;
  int has_frame_pointer = rule->frame == HEADROOM_FRAME_FRAME_POINTER;
  return !leave_frame(walk, rule) ? STRIDE_BROKEN : has_frame_pointer ? STRIDE_FRAME_POINTER : STRIDE_LEFT;
}

/// Finds out how the frame is left, and leaves it.
static __always_inline int leave(struct walk *walk, __u64 address, struct step *step, __u64 key) {
  struct headroom_configuration *configuration = walk->configuration;
  struct place *place = &walk->scratch->place;
  struct headroom_region *region = find_region(configuration, address);
  if (!region) return STRIDE_RESUMED;
  int keeps = region->flags & HEADROOM_KEEPS_FRAME_POINTERS;
  // Without a frame pointer the table tells whether this is the outermost frame.
  int is_looked_up = place->is_exact || !keeps || configuration->follows_context || place->frame_pointer == 0;
  int number = is_looked_up ? find_rule(walk, region, address) : HEADROOM_BY_FRAME_POINTER;
  struct headroom_rule *rule = is_looked_up ? rule_numbered(number) : NULL;
  if (!is_looked_up || (rule && rule->frame != HEADROOM_FRAME_UNKNOWN)) {
    if (step) remember_step(step, key, configuration->generation, number);
    return leave_as_remembered(walk, number);
  }
  if (rule && place->is_exact && leave_undescribed_leaf(walk)) return STRIDE_LEFT;
  if (!keeps) return STRIDE_RESUMED;
  return leave_by_frame_pointer(walk) ? STRIDE_FRAME_POINTER : STRIDE_BROKEN;
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
  __u64 key = address << 1 | (place->is_exact & 1);
  struct step *step = find_step(key);
  // What was found out with a frame pointer does not hold without one.
  int is_known = step && step->key == key && step->generation == configuration->generation && frame_pointer != 0;
  int stride = is_known ? leave_as_remembered(walk, step->rule) : leave(walk, address, frame_pointer ? step : NULL, key);
  if (stride == STRIDE_BROKEN) truncate(walk);
  if (stride == STRIDE_RESUMED) resume(walk);
  if (stride >= STRIDE_ROOT || place->program_counter == 0) return 1;
  if (scratch->sample.chain_source == 0 && is_runner(configuration, place->program_counter)) {
    note_funclet(walk, frame_pointer, register_context, stride == STRIDE_FRAME_POINTER);
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
