#include "headroom_zlib.h"
