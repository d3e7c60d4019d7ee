/*
 * One viewer: a connection to 127.0.0.1 that does its protocol's handshake, says what it was told to say, answers
 * pings, and counts chunks. Two protocols: WebSocket, and RTMP as far as a player needs it. It owns its socket.
 */
#ifndef WEIR_VIEWER_H
#define WEIR_VIEWER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "message.h"
#include "scan.h"
#include "tally.h"

enum { MOST_SAID = 8, SAID_BYTES = 4096, ANSWER_BYTES = 2048, MOST_READ_BYTES = 256 * 1024 };

/* How all viewers approach the server. */
struct approach {
  bool rtmp;
  struct sockaddr_in address;
  char request[SAID_BYTES];     /* WebSocket: the request for the upgrade */
  const char *said[MOST_SAID];  /* WebSocket: text messages behind it */
  unsigned said_count;
  uint8_t commands[SAID_BYTES]; /* RTMP: whatever follows the handshake */
  size_t command_bytes;
  size_t read_bytes; /* at once, at most */
  bool even_acks;    /* acknowledge as one that never said anything does */
};

enum phase { CONNECTING, HANDSHAKE, OPEN, GONE };

struct viewer {
  int fd;
  enum phase phase;
  size_t answer_bytes; /* of the handshake */
  char answer[ANSWER_BYTES];
  struct reader reader;   /* WebSocket */
  struct scanner scanner; /* RTMP */
  struct tally tally;
  bool said;            /* something since it read last */
  uint64_t read_micros; /* when the bytes were read that are being taken */
  struct totals *totals;
};

/* Begins to connect; it is writable once it has. NULL when there is no memory or no file descriptor for it. */
struct viewer *viewer_join(const struct approach *approach, struct totals *totals);

/* Its connection stands, or can't: says what comes first. */
void viewer_connected(struct viewer *viewer, const struct approach *approach);

/* Reads once. */
void viewer_readable(struct viewer *viewer, const struct approach *approach);

/* Closes it without a word, and counts it where `count` is. It is GONE then, as it is when the server ended it. */
void viewer_end(struct viewer *viewer, uint64_t *count);

#endif
