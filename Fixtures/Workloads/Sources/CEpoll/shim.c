#include "fixture_epoll.h"
