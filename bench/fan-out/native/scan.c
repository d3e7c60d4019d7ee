#include "scan.h"

#include <string.h>

/* Looks for a mark that begins in the tail. Returns how many of `bytes` belong to it; 0 when there is none. */
static size_t mark_across(struct scanner *scanner, const uint8_t *bytes, size_t size) {
  uint8_t joint[2 * (MARK_BYTES - 1)];
  size_t more = size < MARK_BYTES - 1 ? size : MARK_BYTES - 1;
  memcpy(joint, scanner->tail, scanner->tail_bytes);
  memcpy(joint + scanner->tail_bytes, bytes, more);
  if (scanner->tail_bytes == 0 || !find_mark(joint, scanner->tail_bytes + more, &scanner->mark)) return 0;
  return scanner->mark.at < scanner->tail_bytes ? scanner->mark.at + MARK_BYTES - scanner->tail_bytes : 0;
}

/* Keeps what is left as the next tail, behind what is there already when both are short. */
static void keep_tail(struct scanner *scanner, const uint8_t *bytes, size_t size) {
  size_t room = sizeof scanner->tail;
  if (size >= room) {
    memcpy(scanner->tail, bytes + size - room, room);
    scanner->tail_bytes = room;
    return;
  }
  size_t stay = scanner->tail_bytes < room - size ? scanner->tail_bytes : room - size;
  memmove(scanner->tail, scanner->tail + scanner->tail_bytes - stay, stay);
  memcpy(scanner->tail + stay, bytes, size);
  scanner->tail_bytes = stay + size;
}

void scan(struct scanner *scanner, const uint8_t *bytes, size_t size, on_chunk *take, void *owner) {
  for (size_t at = 0; at < size;) {
    if (scanner->left == 0) {
      size_t in_mark = mark_across(scanner, bytes + at, size - at);
      if (in_mark > 0) {
        at += in_mark;
      } else if (find_mark(bytes + at, size - at, &scanner->mark)) {
        at += scanner->mark.at + MARK_BYTES;
      } else {
        keep_tail(scanner, bytes + at, size - at);
        return;
      }
      scanner->tail_bytes = 0;
      scanner->left = scanner->mark.size > MARK_BYTES ? scanner->mark.size - MARK_BYTES : 0;
    }
    size_t part = size - at < scanner->left ? size - at : scanner->left;
    scanner->left -= part;
    at += part;
    if (scanner->left == 0) take(owner, &scanner->mark, scanner->mark.size);
  }
}
