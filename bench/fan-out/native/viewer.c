#define _GNU_SOURCE
#include "viewer.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* RTMP 1.0, section 5.2: C0 and C1, answered by S0, S1 and S2, answered by C2. Nobody checks what is random in them. */
enum { RTMP_VERSION = 3, RTMP_HANDSHAKE_BYTES = 1536, RTMP_ANSWER_BYTES = 1 + 2 * RTMP_HANDSHAKE_BYTES };

void viewer_end(struct viewer *viewer, uint64_t *count) {
  close(viewer->fd);
  viewer->phase = GONE;
  (*count)++;
}

static void refuse(struct viewer *viewer, const char *why, const char *what) {
  if (viewer->totals->failed == 0) fprintf(stderr, "viewers: %s: %.60s\n", why, what);
  viewer_end(viewer, &viewer->totals->failed);
}

/*
 * Linux takes a socket that answers for one that talks by turns, and no longer acknowledges what is read as it is read,
 * but with the next segment. On loopback that is in the time of the server's next `send`: a server whose viewers say
 * anything is charged for what viewers that only listen do in their own time. This takes it back.
 */
static void acknowledge_at_once(const struct viewer *viewer) {
  int on = 1;
  setsockopt(viewer->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

static bool write_whole(const struct viewer *viewer, const void *bytes, size_t size) {
  return send(viewer->fd, bytes, size, MSG_NOSIGNAL) == (ssize_t)size;
}

/* A client masks what it sends (RFC 6455, section 5.3); a mask of zeros leaves the bytes as they are. */
static bool say(const struct viewer *viewer, uint8_t opcode, const void *bytes, size_t size) {
  uint8_t frame[8 + SAID_BYTES] = {(uint8_t)(0x80 | opcode)};
  size_t head = size < 126 ? 2 : 4;
  if (size > SAID_BYTES) return false;
  frame[1] = 0x80 | (uint8_t)(size < 126 ? size : 126);
  if (head == 4) {
    frame[2] = (uint8_t)(size >> 8);
    frame[3] = (uint8_t)size;
  }
  memcpy(frame + head + 4, bytes, size);
  return write_whole(viewer, frame, head + 4 + size);
}

static void take_chunk(void *owner, const struct mark *mark, uint64_t size) {
  struct viewer *viewer = owner;
  tally_chunk(viewer->totals, &viewer->tally, mark, size, viewer->read_micros);
}

static bool take_message(void *owner, const struct message *message) {
  struct viewer *viewer = owner;
  struct mark mark;
  if (message->opcode == OPCODE_CLOSE) return false;
  if (message->opcode == OPCODE_PING) {
    viewer->said = true;
    return message->size <= 125 && say(viewer, OPCODE_PONG, message->start, message->kept);
  }
  if (message->opcode == OPCODE_BINARY && find_mark(message->start, message->kept, &mark)) {
    take_chunk(viewer, &mark, message->size - mark.at);
  }
  return true;
}

/* Both return how many of the bytes belong to the handshake. */

static size_t take_http_answer(struct viewer *viewer, const struct approach *approach, const uint8_t *bytes,
                               size_t size) {
  size_t before = viewer->answer_bytes;
  size_t part = size < ANSWER_BYTES - before ? size : ANSWER_BYTES - before;
  memcpy(viewer->answer + before, bytes, part);
  viewer->answer_bytes += part;
  const char *end = memmem(viewer->answer, viewer->answer_bytes, "\r\n\r\n", 4);
  if (!end && viewer->answer_bytes < ANSWER_BYTES) return size;
  /* The accept key is not checked: whatever answers 101 here was started by the bench. */
  if (!end || strncmp(viewer->answer, "HTTP/1.1 101", 12) != 0) {
    viewer->answer[strcspn(viewer->answer, "\r\n")] = '\0';
    refuse(viewer, "refused", viewer->answer);
    return size;
  }
  viewer->phase = OPEN;
  viewer->said = approach->said_count > 0;
  for (unsigned index = 0; index < approach->said_count; index++) {
    if (!say(viewer, OPCODE_TEXT, approach->said[index], strlen(approach->said[index]))) {
      refuse(viewer, "could not say", approach->said[index]);
      return size;
    }
  }
  return (size_t)(end + 4 - viewer->answer) - before;
}

static size_t take_rtmp_answer(struct viewer *viewer, const struct approach *approach, size_t size) {
  static const uint8_t echo[RTMP_HANDSHAKE_BYTES];
  size_t left = RTMP_ANSWER_BYTES - viewer->answer_bytes;
  size_t part = size < left ? size : left;
  viewer->answer_bytes += part;
  if (viewer->answer_bytes < RTMP_ANSWER_BYTES) return size;
  viewer->phase = OPEN;
  viewer->said = true;
  if (!write_whole(viewer, echo, sizeof echo) || !write_whole(viewer, approach->commands, approach->command_bytes)) {
    refuse(viewer, "could not say", "what follows the RTMP handshake");
  }
  return part;
}

struct viewer *viewer_join(const struct approach *approach, struct totals *totals) {
  struct viewer *viewer = calloc(1, sizeof *viewer);
  if (!viewer) return NULL;
  viewer->totals = totals;
  viewer->tally.joined_micros = now_micros();
  viewer->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (viewer->fd < 0) {
    free(viewer);
    return NULL;
  }
  /* How it went is asked when it is writable. */
  (void)!connect(viewer->fd, (const struct sockaddr *)&approach->address, sizeof approach->address);
  return viewer;
}

void viewer_connected(struct viewer *viewer, const struct approach *approach) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(viewer->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) {
    refuse(viewer, "connect", strerror(error));
    return;
  }
  viewer->phase = HANDSHAKE;
  uint8_t hello[1 + RTMP_HANDSHAKE_BYTES] = {RTMP_VERSION};
  bool said = approach->rtmp ? write_whole(viewer, hello, sizeof hello)
                             : write_whole(viewer, approach->request, strlen(approach->request));
  if (!said) refuse(viewer, "could not say", "hello");
}

void viewer_readable(struct viewer *viewer, const struct approach *approach) {
  static uint8_t bytes[MOST_READ_BYTES]; /* of one read at a time: no viewer keeps it */
  ssize_t got = recv(viewer->fd, bytes, approach->read_bytes, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    viewer_end(viewer, viewer->phase == OPEN ? &viewer->totals->closed : &viewer->totals->failed);
    return;
  }
  viewer->read_micros = now_micros();
  size_t size = (size_t)got, taken = 0;
  if (viewer->phase == HANDSHAKE) {
    taken = approach->rtmp ? take_rtmp_answer(viewer, approach, size) : take_http_answer(viewer, approach, bytes, size);
  }
  if (viewer->phase != OPEN) return;
  /* Media may follow in the same read. */
  if (approach->rtmp) {
    scan(&viewer->scanner, bytes + taken, size - taken, take_chunk, viewer);
  } else if (!reader_take(&viewer->reader, bytes + taken, size - taken, take_message, viewer)) {
    viewer_end(viewer, &viewer->totals->closed);
    return;
  }
  if (approach->even_acks && viewer->said) acknowledge_at_once(viewer);
  viewer->said = false;
}
