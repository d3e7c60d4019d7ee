/*
 * Viewers by the thousand in one process, on 127.0.0.1: each does the WebSocket handshake, says what it was told to say,
 * answers pings, and counts the chunks that it gets by their marks (mark.h). What it does is said on stdin, a line each;
 * it ends when stdin does.
 *
 *   join N RATE   N more viewers, RATE a second; 0: all at once
 *   leave N       the N that have been there longest go
 *   stall N       the first N read no more
 *   read          all read again
 *   window        counts begin at 0
 *   report        one line of JSON on stdout (tally.h)
 *
 * viewers --port PORT --path /mse/cam [--protocol SUBPROTOCOL] [--say TEXT]…
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "message.h"
#include "tally.h"

enum { MOST_VIEWERS = 20000, MOST_SAID = 8, REQUEST_BYTES = 4096, ANSWER_BYTES = 2048, EVENTS = 512 };

enum phase { CONNECTING, HANDSHAKE, OPEN, GONE };

struct viewer {
  int fd;
  enum phase phase;
  size_t answer_bytes;
  char answer[ANSWER_BYTES];
  struct reader reader;
  struct tally tally;
  uint64_t read_micros; /* of the bytes that are being taken */
};

static struct {
  int epoll;
  struct sockaddr_in address;
  char request[REQUEST_BYTES];
  const char *said[MOST_SAID];
  unsigned said_count;
  struct viewer *viewers[MOST_VIEWERS]; /* in the order in which they joined */
  unsigned count;
  unsigned to_join; /* by and by, at `join_rate` a second since `join_from` */
  unsigned joined_since;
  double join_rate;
  uint64_t join_from;
  struct totals totals;
} app;

static void fail(const char *what) {
  fprintf(stderr, "viewers: %s: %s\n", what, strerror(errno));
  exit(1);
}

/* --- one viewer ------------------------------------------------------------------------------------------------- */

static void end_viewer(struct viewer *viewer, uint64_t *count) {
  close(viewer->fd);
  viewer->phase = GONE;
  (*count)++;
}

static void watch(const struct viewer *viewer, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = (void *)viewer};
  if (epoll_ctl(app.epoll, operation, viewer->fd, &event) < 0) fail("epoll_ctl");
}

static bool write_whole(const struct viewer *viewer, const void *bytes, size_t size) {
  return send(viewer->fd, bytes, size, MSG_NOSIGNAL) == (ssize_t)size;
}

/* A client masks what it sends (RFC 6455, section 5.3); a mask of zeros leaves the bytes as they are. */
static bool say(const struct viewer *viewer, uint8_t opcode, const void *bytes, size_t size) {
  uint8_t frame[8 + REQUEST_BYTES] = {(uint8_t)(0x80 | opcode)};
  size_t head = size < 126 ? 2 : 4;
  if (size > REQUEST_BYTES) return false;
  frame[1] = 0x80 | (uint8_t)(size < 126 ? size : 126);
  if (head == 4) {
    frame[2] = (uint8_t)(size >> 8);
    frame[3] = (uint8_t)size;
  }
  memcpy(frame + head + 4, bytes, size);
  return write_whole(viewer, frame, head + 4 + size);
}

static bool take_message(void *owner, const struct message *message) {
  struct viewer *viewer = owner;
  struct mark mark;
  switch (message->opcode) {
    case OPCODE_PING:
      return message->size <= 125 && say(viewer, OPCODE_PONG, message->start, message->kept);
    case OPCODE_CLOSE:
      return false;
    case OPCODE_BINARY:
      if (find_mark(message->start, message->kept, &mark)) {
        tally_chunk(&app.totals, &viewer->tally, &mark, message->size - mark.at, viewer->read_micros);
      }
      return true;
    default:
      return true;
  }
}

static void take_media(struct viewer *viewer, const uint8_t *bytes, size_t size) {
  if (!reader_take(&viewer->reader, bytes, size, take_message, viewer)) end_viewer(viewer, &app.totals.closed);
}

/* The accept key is not checked: whatever answers 101 here was started by the bench. */
static void take_answer(struct viewer *viewer, const char *bytes, size_t size) {
  if (viewer->answer_bytes + size > ANSWER_BYTES) size = ANSWER_BYTES - viewer->answer_bytes;
  memcpy(viewer->answer + viewer->answer_bytes, bytes, size);
  viewer->answer_bytes += size;
  const char *end = memmem(viewer->answer, viewer->answer_bytes, "\r\n\r\n", 4);
  if (!end && viewer->answer_bytes < ANSWER_BYTES) return;
  if (!end || strncmp(viewer->answer, "HTTP/1.1 101", 12) != 0) {
    if (app.totals.failed == 0) fprintf(stderr, "viewers: refused: %.*s\n", 60, viewer->answer);
    end_viewer(viewer, &app.totals.failed);
    return;
  }
  viewer->phase = OPEN;
  for (unsigned index = 0; index < app.said_count; index++) {
    if (!say(viewer, OPCODE_TEXT, app.said[index], strlen(app.said[index]))) {
      end_viewer(viewer, &app.totals.failed);
      return;
    }
  }
}

static void connected(struct viewer *viewer) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(viewer->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0 || !write_whole(viewer, app.request, strlen(app.request))) {
    if (app.totals.failed == 0) fprintf(stderr, "viewers: connect: %s\n", strerror(error ? error : errno));
    end_viewer(viewer, &app.totals.failed);
    return;
  }
  viewer->phase = HANDSHAKE;
  watch(viewer, EPOLL_CTL_MOD, EPOLLIN);
}

static void readable(struct viewer *viewer) {
  static uint8_t bytes[256 * 1024];
  ssize_t size = recv(viewer->fd, bytes, sizeof bytes, 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) {
    end_viewer(viewer, viewer->phase == OPEN ? &app.totals.closed : &app.totals.failed);
    return;
  }
  viewer->read_micros = now_micros();
  size_t taken = 0;
  if (viewer->phase == HANDSHAKE) {
    size_t before = viewer->answer_bytes;
    take_answer(viewer, (const char *)bytes, (size_t)size);
    if (viewer->phase != OPEN) return;
    /* Media may follow in the same read. */
    const char *end = memmem(viewer->answer, viewer->answer_bytes, "\r\n\r\n", 4);
    taken = (size_t)(end + 4 - viewer->answer) - before;
  }
  if ((size_t)size > taken) take_media(viewer, bytes + taken, (size_t)size - taken);
}

static void join(void) {
  if (app.count == MOST_VIEWERS) {
    app.totals.failed++;
    return;
  }
  struct viewer *viewer = calloc(1, sizeof *viewer);
  if (!viewer) fail("calloc");
  viewer->tally.joined_micros = now_micros();
  viewer->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (viewer->fd < 0) fail("socket");
  if (connect(viewer->fd, (struct sockaddr *)&app.address, sizeof app.address) < 0 && errno != EINPROGRESS) fail("connect");
  app.viewers[app.count++] = viewer;
  watch(viewer, EPOLL_CTL_ADD, EPOLLOUT);
}

/* --- all of them ------------------------------------------------------------------------------------------------ */

/* Forgets those that are gone. Only between two rounds of events, which may name them. */
static void sweep(void) {
  unsigned kept = 0;
  for (unsigned index = 0; index < app.count; index++) {
    if (app.viewers[index]->phase == GONE) free(app.viewers[index]);
    else app.viewers[kept++] = app.viewers[index];
  }
  app.count = kept;
}

static void leave(unsigned count) {
  for (unsigned index = 0; index < count && index < app.count; index++) end_viewer(app.viewers[index], &app.totals.left);
  sweep();
}

static void stall(unsigned count) {
  for (unsigned index = 0; index < count && index < app.count; index++) watch(app.viewers[index], EPOLL_CTL_MOD, 0);
}

static void read_again(void) {
  for (unsigned index = 0; index < app.count; index++) {
    if (app.viewers[index]->phase == OPEN) watch(app.viewers[index], EPOLL_CTL_MOD, EPOLLIN);
  }
}

static void with_tallies(bool report) {
  static struct tally *tallies[MOST_VIEWERS];
  unsigned open = 0;
  for (unsigned index = 0; index < app.count; index++) {
    if (app.viewers[index]->phase == OPEN) tallies[open++] = &app.viewers[index]->tally;
  }
  if (report) print_report(&app.totals, tallies, open, app.count - open + app.to_join);
  else open_window(&app.totals, tallies, open);
}

/* Those that are due by now. Returns ms until the next is; -1 when none is to come. */
static int join_due(void) {
  while (app.to_join > 0) {
    double due = app.join_rate > 0 ? (double)app.joined_since / app.join_rate : 0;
    double elapsed = (double)(now_micros() - app.join_from) / 1e6;
    if (due > elapsed) return (int)((due - elapsed) * 1000) + 1;
    join();
    app.joined_since++;
    app.to_join--;
  }
  return -1;
}

static void obey(const char *line) {
  unsigned count = 0;
  double rate = 0;
  if (sscanf(line, "join %u %lf", &count, &rate) >= 1) {
    app.to_join += count;
    app.join_rate = rate;
    app.joined_since = 0;
    app.join_from = now_micros();
  } else if (sscanf(line, "leave %u", &count) == 1) leave(count);
  else if (sscanf(line, "stall %u", &count) == 1) stall(count);
  else if (strcmp(line, "read") == 0) read_again();
  else if (strcmp(line, "window") == 0) with_tallies(false);
  else if (strcmp(line, "report") == 0) with_tallies(true);
  else fprintf(stderr, "viewers: \"%s\", expected join, leave, stall, read, window or report\n", line);
}

static void take_commands(void) {
  static char text[4096];
  static size_t length;
  ssize_t size = read(STDIN_FILENO, text + length, sizeof text - 1 - length);
  if (size <= 0) exit(0);
  length += (size_t)size;
  text[length] = '\0';
  char *line = text;
  for (char *end; (end = strchr(line, '\n')); line = end + 1) {
    *end = '\0';
    obey(line);
  }
  length = strlen(line);
  memmove(text, line, length + 1);
}

static void run(void) {
  struct epoll_event events[EVENTS], commands = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(app.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &commands) < 0) fail("stdin");
  for (;;) {
    int count = epoll_wait(app.epoll, events, EVENTS, join_due());
    bool commanded = false, gone = false;
    for (int index = 0; index < count; index++) {
      struct viewer *viewer = events[index].data.ptr;
      if (!viewer) {
        commanded = true;
        continue;
      }
      if (viewer->phase == CONNECTING) connected(viewer);
      else readable(viewer);
      gone = gone || viewer->phase == GONE;
    }
    if (gone) sweep();
    if (commanded) take_commands();
  }
}

static void read_arguments(int argc, char **argv) {
  static const struct option options[] = {
      {"port", required_argument, NULL, 'p'}, {"path", required_argument, NULL, 'u'},
      {"protocol", required_argument, NULL, 's'}, {"say", required_argument, NULL, 'm'}, {0}};
  const char *path = "/", *protocol = NULL;
  int port = 0;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'p') port = atoi(optarg);
    else if (option == 'u') path = optarg;
    else if (option == 's') protocol = optarg;
    else if (option == 'm' && app.said_count < MOST_SAID) app.said[app.said_count++] = optarg;
    else exit(2);
  }
  if (port <= 0 || port > 65535) {
    fprintf(stderr, "viewers: --port %d, expected 1 to 65535\n", port);
    exit(2);
  }
  app.address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  app.address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  snprintf(app.request, sizeof app.request,
           "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s%s%s\r\n",
           path, port, protocol ? "Sec-WebSocket-Protocol: " : "", protocol ? protocol : "", protocol ? "\r\n" : "");
}

int main(int argc, char **argv) {
  struct rlimit files;
  read_arguments(argc, argv);
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  app.epoll = epoll_create1(EPOLL_CLOEXEC);
  if (app.epoll < 0) fail("epoll_create1");
  with_tallies(false);
  run();
}
