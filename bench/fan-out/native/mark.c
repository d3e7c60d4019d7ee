#define _GNU_SOURCE
#include "mark.h"

#include <string.h>

uint32_t read_u32(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

uint64_t read_u64(const uint8_t *bytes) {
  return (uint64_t)read_u32(bytes) << 32 | read_u32(bytes + 4);
}

bool find_mark(const uint8_t *bytes, size_t size, struct mark *mark) {
  const uint8_t *found = memmem(bytes, size, "WeirMark", 8);
  if (!found || size - (size_t)(found - bytes) < MARK_BYTES) return false;
  mark->at = (size_t)(found - bytes);
  mark->size = read_u32(found + 8);
  mark->sequence = read_u32(found + 12);
  mark->sent_micros = read_u64(found + 16);
  return true;
}
