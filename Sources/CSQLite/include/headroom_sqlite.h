#ifndef HEADROOM_SQLITE_H
#define HEADROOM_SQLITE_H

#include <sqlite3.h>

#endif
