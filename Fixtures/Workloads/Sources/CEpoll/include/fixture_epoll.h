// Makes epoll visible to Swift.
#pragma once
#include <sys/epoll.h>
