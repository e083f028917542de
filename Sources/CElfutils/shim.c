#include "headroom_elfutils.h"
