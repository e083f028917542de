#include "headroom_sqlite.h"
