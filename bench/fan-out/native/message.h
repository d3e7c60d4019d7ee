/*
 * Cuts what a server sends into WebSocket messages (RFC 6455, section 5.2). Of each it keeps the first bytes, where the
 * mark is and where a ping's payload is whole; the rest is only counted. Owns nothing but its own state.
 */
#ifndef WEIR_MESSAGE_H
#define WEIR_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OPCODE_TEXT = 1, OPCODE_BINARY = 2, OPCODE_CLOSE = 8, OPCODE_PING = 9, OPCODE_PONG = 10 };
enum { KEPT_BYTES = 256 };

struct message {
  uint8_t opcode;
  uint64_t size;
  size_t kept;
  uint8_t start[KEPT_BYTES];
};

/* All zero is one that has read nothing. */
struct reader {
  uint8_t head[10];
  size_t head_bytes;
  uint64_t left; /* of the payload that is being read */
  struct message message;
};

/* Called for each message, once it has arrived whole. Returns false to read no more. */
typedef bool on_message(void *owner, const struct message *message);

/* Returns false when the server broke a rule (masked, fragmented, extended), or when `take` did not want more. */
bool reader_take(struct reader *reader, const uint8_t *bytes, size_t size, on_message *take, void *owner);

#endif
