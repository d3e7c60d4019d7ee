/*
 * Finds chunks in a stream of bytes by their marks alone, whatever stands around and between them: for protocols of
 * which nothing else need be understood (RTMP). A chunk has arrived when as many bytes as its mark says came from the
 * mark on.
 */
#ifndef WEIR_SCAN_H
#define WEIR_SCAN_H

#include <stdint.h>

#include "mark.h"

/* All zero is one that has read nothing. */
struct scanner {
  uint8_t tail[MARK_BYTES - 1]; /* what may be the start of a mark */
  size_t tail_bytes;
  size_t left; /* of the chunk whose mark was found */
  struct mark mark;
};

typedef void on_chunk(void *owner, const struct mark *mark, uint64_t size);

void scan(struct scanner *scanner, const uint8_t *bytes, size_t size, on_chunk *take, void *owner);

#endif
