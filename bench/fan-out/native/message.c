#include "message.h"

#include <string.h>

#include "mark.h"

static size_t head_size(uint8_t second) {
  uint8_t length = second & 0x7f;
  return length < 126 ? 2 : length == 126 ? 4 : 10;
}

static uint64_t payload_size(const uint8_t *head) {
  uint8_t length = head[1] & 0x7f;
  if (length < 126) return length;
  return length == 126 ? (uint64_t)head[2] << 8 | head[3] : read_u64(head + 2);
}

/* Takes bytes until the head is whole. Returns how many it took. */
static size_t take_head(struct reader *reader, const uint8_t *bytes, size_t size) {
  size_t taken = 0;
  while (taken < size && (reader->head_bytes < 2 || reader->head_bytes < head_size(reader->head[1]))) {
    reader->head[reader->head_bytes++] = bytes[taken++];
  }
  return taken;
}

static bool head_is_whole(const struct reader *reader) {
  return reader->head_bytes >= 2 && reader->head_bytes == head_size(reader->head[1]);
}

bool reader_take(struct reader *reader, const uint8_t *bytes, size_t size, on_message *take, void *owner) {
  struct message *message = &reader->message;
  for (size_t at = 0; at < size;) {
    if (!head_is_whole(reader)) {
      at += take_head(reader, bytes + at, size - at);
      if (!head_is_whole(reader)) return true;
      uint8_t first = reader->head[0];
      if ((first & 0xf0) != 0x80 || (first & 0x0f) == 0 || (reader->head[1] & 0x80)) return false;
      message->opcode = first & 0x0f;
      message->size = reader->left = payload_size(reader->head);
      message->kept = 0;
    }
    size_t part = size - at < reader->left ? size - at : (size_t)reader->left;
    size_t keep = part < KEPT_BYTES - message->kept ? part : KEPT_BYTES - message->kept;
    memcpy(message->start + message->kept, bytes + at, keep);
    message->kept += keep;
    reader->left -= part;
    at += part;
    if (reader->left > 0) return true;
    reader->head_bytes = 0;
    if (!take(owner, message)) return false;
  }
  return true;
}
