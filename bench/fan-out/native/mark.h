/*
 * The mark that every chunk of the source begins with (../mark.ts writes it): big-endian, 24 bytes.
 *
 *   0  8 bytes  "WeirMark"
 *   8  4        size of the chunk, the mark included
 *  12  4        sequence, from 0, without gaps
 *  16  8        when the source handed it on, CLOCK_MONOTONIC, µs
 *
 * Servers put heads of their own before it, each another one; it is looked for, and so one program counts them all.
 */
#ifndef WEIR_MARK_H
#define WEIR_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MARK_BYTES = 24 };

struct mark {
  size_t at; /* where it began */
  uint32_t size;
  uint32_t sequence;
  uint64_t sent_micros;
};

/* Finds the first whole mark. */
bool find_mark(const uint8_t *bytes, size_t size, struct mark *mark);

uint32_t read_u32(const uint8_t *bytes);
uint64_t read_u64(const uint8_t *bytes);

#endif
