// Makes zlib visible to Swift; its initialisers are macros, so they are wrapped.
#pragma once
#include <zlib.h>

static inline int headroom_deflate_init_gzip(z_stream *stream, int level, int strategy) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, strategy);
}

static inline int headroom_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
