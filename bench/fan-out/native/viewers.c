/*
 * Viewers by the thousand in one process, on 127.0.0.1 (viewer.h): they count the chunks that they get by their marks
 * (mark.h). What they do is said on stdin, a line each; the program ends when stdin does.
 *
 *   join N RATE   N more viewers, RATE a second; 0: all at once
 *   leave N       the N that have been there longest go
 *   stall N       the first N read no more
 *   read          all read again
 *   window        counts begin at 0
 *   report        one line of JSON on stdout (tally.h)
 *
 * viewers --port PORT --path /mse/cam [--protocol SUBPROTOCOL] [--say TEXT]…
 * viewers --port PORT --rtmp HEX        the bytes that follow an RTMP handshake
 *
 * --server PID puts the CPU time of that process into the report. --even-acks has those that say something acknowledge
 * as those do that only listen (viewer.c). --read BYTES reads so many at once, for tests: a read may end anywhere.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "viewer.h"

enum { MOST_VIEWERS = 20000, EVENTS = 512, COMMAND_BYTES = 4096 };

struct crowd {
  int epoll;
  struct approach approach;
  struct totals totals;
  struct viewer *viewers[MOST_VIEWERS]; /* in the order in which they joined */
  unsigned count;
  unsigned to_join; /* by and by, at `join_rate` a second since `join_from` */
  unsigned joined_since;
  double join_rate;
  uint64_t join_from;
  char commands[COMMAND_BYTES];
  size_t command_bytes;
};

static void fail(const char *what) {
  fprintf(stderr, "viewers: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void watch(const struct crowd *crowd, struct viewer *viewer, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = viewer};
  if (epoll_ctl(crowd->epoll, operation, viewer->fd, &event) < 0) fail("epoll_ctl");
}

static void join(struct crowd *crowd) {
  struct viewer *viewer = crowd->count < MOST_VIEWERS ? viewer_join(&crowd->approach, &crowd->totals) : NULL;
  if (!viewer) {
    crowd->totals.failed++;
    return;
  }
  crowd->viewers[crowd->count++] = viewer;
  watch(crowd, viewer, EPOLL_CTL_ADD, EPOLLOUT);
}

/* Those that are due by now. Returns ms until the next is; -1 when none is to come. */
static int join_due(struct crowd *crowd) {
  while (crowd->to_join > 0) {
    double due = crowd->join_rate > 0 ? (double)crowd->joined_since / crowd->join_rate : 0;
    double elapsed = (double)(now_micros() - crowd->join_from) / 1e6;
    if (due > elapsed) return (int)((due - elapsed) * 1000) + 1;
    join(crowd);
    crowd->joined_since++;
    crowd->to_join--;
  }
  return -1;
}

/* Forgets those that are gone. Only between two rounds of events, which may name them. */
static void sweep(struct crowd *crowd) {
  unsigned kept = 0;
  for (unsigned index = 0; index < crowd->count; index++) {
    if (crowd->viewers[index]->phase == GONE) free(crowd->viewers[index]);
    else crowd->viewers[kept++] = crowd->viewers[index];
  }
  crowd->count = kept;
}

static void leave(struct crowd *crowd, unsigned count) {
  for (unsigned index = 0; index < count && index < crowd->count; index++) {
    viewer_end(crowd->viewers[index], &crowd->totals.left);
  }
  sweep(crowd);
}

static void read_from(struct crowd *crowd, unsigned count, uint32_t events) {
  for (unsigned index = 0; index < count && index < crowd->count; index++) {
    if (crowd->viewers[index]->phase == OPEN) watch(crowd, crowd->viewers[index], EPOLL_CTL_MOD, events);
  }
}

static void with_tallies(struct crowd *crowd, bool report) {
  struct tally **tallies = calloc(MOST_VIEWERS, sizeof *tallies);
  if (!tallies) fail("calloc");
  unsigned open = 0;
  for (unsigned index = 0; index < crowd->count; index++) {
    if (crowd->viewers[index]->phase == OPEN) tallies[open++] = &crowd->viewers[index]->tally;
  }
  if (report) print_report(&crowd->totals, tallies, open, crowd->count - open + crowd->to_join);
  else open_window(&crowd->totals, tallies, open);
  free(tallies);
}

static void obey(struct crowd *crowd, const char *line) {
  unsigned count = 0;
  double rate = 0;
  if (sscanf(line, "join %u %lf", &count, &rate) >= 1) {
    crowd->to_join += count;
    crowd->join_rate = rate;
    crowd->joined_since = 0;
    crowd->join_from = now_micros();
  } else if (sscanf(line, "leave %u", &count) == 1) leave(crowd, count);
  else if (sscanf(line, "stall %u", &count) == 1) read_from(crowd, count, 0);
  else if (strcmp(line, "read") == 0) read_from(crowd, MOST_VIEWERS, EPOLLIN);
  else if (strcmp(line, "window") == 0) with_tallies(crowd, false);
  else if (strcmp(line, "report") == 0) with_tallies(crowd, true);
  else fprintf(stderr, "viewers: \"%s\", expected join, leave, stall, read, window or report\n", line);
}

static void take_commands(struct crowd *crowd) {
  char *text = crowd->commands, *line = text;
  ssize_t size = read(STDIN_FILENO, text + crowd->command_bytes, COMMAND_BYTES - 1 - crowd->command_bytes);
  if (size <= 0) exit(0);
  text[crowd->command_bytes + (size_t)size] = '\0';
  for (char *end; (end = strchr(line, '\n')); line = end + 1) {
    *end = '\0';
    obey(crowd, line);
  }
  crowd->command_bytes = strlen(line);
  memmove(text, line, crowd->command_bytes + 1);
}

static void take_event(struct crowd *crowd, struct viewer *viewer) {
  if (viewer->phase != CONNECTING) {
    viewer_readable(viewer, &crowd->approach);
    return;
  }
  viewer_connected(viewer, &crowd->approach);
  if (viewer->phase != GONE) watch(crowd, viewer, EPOLL_CTL_MOD, EPOLLIN);
}

static void run(struct crowd *crowd) {
  struct epoll_event events[EVENTS], commands = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(crowd->epoll, EPOLL_CTL_ADD, STDIN_FILENO, &commands) < 0) fail("stdin");
  for (;;) {
    int count = epoll_wait(crowd->epoll, events, EVENTS, join_due(crowd));
    bool commanded = false, gone = false;
    for (int index = 0; index < count; index++) {
      struct viewer *viewer = events[index].data.ptr;
      if (!viewer) commanded = true;
      else {
        take_event(crowd, viewer);
        gone = gone || viewer->phase == GONE;
      }
    }
    if (gone) sweep(crowd);
    if (commanded) take_commands(crowd);
  }
}

static void refuse_argument(const char *expected) {
  fprintf(stderr, "viewers: expected %s\n", expected);
  exit(2);
}

static void read_hex(struct approach *approach, const char *hex) {
  unsigned byte;
  approach->rtmp = true;
  for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
    if (approach->command_bytes == SAID_BYTES) refuse_argument("--rtmp with at most 4096 bytes");
    approach->commands[approach->command_bytes++] = (uint8_t)byte;
  }
}

static void read_arguments(struct approach *approach, struct totals *totals, int argc, char **argv) {
  static const struct option options[] = {
      {"port", required_argument, NULL, 'p'},     {"path", required_argument, NULL, 'u'},
      {"protocol", required_argument, NULL, 's'}, {"say", required_argument, NULL, 'm'},
      {"rtmp", required_argument, NULL, 'r'},     {"read", required_argument, NULL, 'b'},
      {"server", required_argument, NULL, 'c'},   {"even-acks", no_argument, NULL, 'a'},  {0}};
  approach->read_bytes = MOST_READ_BYTES;
  const char *path = "/", *protocol = NULL;
  int port = 0;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'p') port = atoi(optarg);
    else if (option == 'u') path = optarg;
    else if (option == 's') protocol = optarg;
    else if (option == 'm' && approach->said_count < MOST_SAID) approach->said[approach->said_count++] = optarg;
    else if (option == 'r') read_hex(approach, optarg);
    else if (option == 'a') approach->even_acks = true;
    else if (option == 'b') approach->read_bytes = (size_t)atoi(optarg);
    else if (option == 'c') {
      totals->has_server = clock_getcpuclockid(atoi(optarg), &totals->server_clock) == 0;
      if (!totals->has_server) refuse_argument("--server with a process that runs");
    } else refuse_argument("--port, --path, --protocol, --say (at most 8), --rtmp, --read, --server or --even-acks");
  }
  if (approach->read_bytes == 0 || approach->read_bytes > MOST_READ_BYTES) refuse_argument("--read from 1 to 262144");
  if (port <= 0 || port > 65535) refuse_argument("--port from 1 to 65535");
  approach->address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  approach->address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  snprintf(approach->request, sizeof approach->request,
           "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s%s%s\r\n",
           path, port, protocol ? "Sec-WebSocket-Protocol: " : "", protocol ? protocol : "", protocol ? "\r\n" : "");
}

int main(int argc, char **argv) {
  struct crowd *crowd = calloc(1, sizeof *crowd);
  struct rlimit files;
  if (!crowd) fail("calloc");
  read_arguments(&crowd->approach, &crowd->totals, argc, argv);
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  crowd->epoll = epoll_create1(EPOLL_CLOEXEC);
  if (crowd->epoll < 0) fail("epoll_create1");
  with_tallies(crowd, false);
  run(crowd);
}
