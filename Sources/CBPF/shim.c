#include "headroom_bpf.h"
