#include "headroom_unwind.h"

#include <libunwind-ptrace.h>

long headroom_unwind_ptrace(pid_t tid, uint64_t *pcs, size_t capacity) {
  unw_addr_space_t space = unw_create_addr_space(&_UPT_accessors, 0);
  void *info = _UPT_create(tid);
  unw_cursor_t cursor;
  int status = unw_init_remote(&cursor, space, info);
  long count = 0;
  while (status >= 0 && (size_t)count < capacity) {
    unw_word_t pc = 0;
    unw_get_reg(&cursor, UNW_REG_IP, &pc);
    pcs[count++] = pc;
    status = unw_step(&cursor);
    if (status == 0) break;
  }
  _UPT_destroy(info);
  unw_destroy_addr_space(space);
  return count > 0 ? count : status;
}
