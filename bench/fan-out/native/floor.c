/*
 * The floor under a fan-out: takes chunks from the source, puts the head of a WebSocket message before each, and hands
 * that one buffer to each viewer with one `send`. Nothing waits and nothing is kept: a viewer whose socket is full is
 * closed, which the viewers' program counts. No accept key either: its viewers don't check it.
 *
 * floor SOURCE_PORT    prints the port that it listens on
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mark.h"

enum { MOST_FILES = 65536, MOST_CHUNK_BYTES = 1 << 20, HEAD_BYTES = 10, EVENTS = 256 };

static const char ACCEPTED[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

static int viewers[MOST_FILES]; /* open and accepted */
static int viewer_count;
static int place_of[MOST_FILES]; /* of a file descriptor among the viewers, from 1; 0: none */

static void fail(const char *what) {
  fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void drop(int fd) {
  int place = place_of[fd];
  if (place > 0) {
    int last = viewers[--viewer_count];
    viewers[place - 1] = last;
    place_of[last] = place;
    place_of[fd] = 0;
  }
  close(fd);
}

static void send_to_all(const uint8_t *message, size_t size) {
  for (int index = viewer_count - 1; index >= 0; index--) {
    if (send(viewers[index], message, size, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)size) drop(viewers[index]);
  }
}

/* Builds the message around a chunk; there is room for a head before it. Returns where it begins. */
static uint8_t *frame(uint8_t *chunk, uint32_t size) {
  unsigned length_bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
  uint8_t *message = chunk - 2 - length_bytes;
  message[0] = 0x82;
  message[1] = (uint8_t)(length_bytes == 0 ? size : length_bytes == 2 ? 126 : 127);
  for (unsigned index = 0; index < length_bytes; index++) {
    unsigned shift = 8 * (length_bytes - 1 - index);
    message[2 + index] = shift < 32 ? (uint8_t)(size >> shift) : 0;
  }
  return message;
}

/* The source's chunks follow one another, each with its size in its mark. */
static void take_source(int source) {
  static uint8_t bytes[HEAD_BYTES + 2 * MOST_CHUNK_BYTES];
  static size_t have;
  uint8_t *chunks = bytes + HEAD_BYTES;
  ssize_t size = recv(source, chunks + have, 2 * MOST_CHUNK_BYTES - have, 0);
  if (size <= 0) exit(0);
  have += (size_t)size;
  struct mark mark;
  size_t at = 0;
  while (find_mark(chunks + at, have - at, &mark) && mark.size <= MOST_CHUNK_BYTES && have - at >= mark.size) {
    /* The head stands where the chunk before it ended, and that has been sent. */
    uint8_t *message = frame(chunks + at, mark.size);
    send_to_all(message, (size_t)(chunks + at + mark.size - message));
    at += mark.size;
  }
  memmove(chunks, chunks + at, have - at);
  have -= at;
}

static void take_viewers(int listener, int epoll) {
  for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (fd >= MOST_FILES || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) close(fd);
  }
}

/* Its request comes in one piece over loopback; what it sends later is not looked at. */
static void take_request(int fd) {
  char bytes[4096];
  ssize_t size = recv(fd, bytes, sizeof bytes, 0);
  if (size < 0 && errno == EAGAIN) return;
  if (size <= 0) drop(fd);
  else if (place_of[fd] == 0) {
    if (send(fd, ACCEPTED, sizeof ACCEPTED - 1, MSG_NOSIGNAL) < 0) return drop(fd);
    viewers[viewer_count++] = fd;
    place_of[fd] = viewer_count;
  }
}

static int dial(uint16_t port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("source");
  return fd;
}

static int listen_somewhere(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t size = sizeof address;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 || listen(fd, 4096) < 0) fail("listen");
  getsockname(fd, (struct sockaddr *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "floor SOURCE_PORT\n");
    return 2;
  }
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int source = dial((uint16_t)atoi(argv[1])), listener = listen_somewhere(), epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event events[EVENTS];
  for (int index = 0; index < 2; index++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = index == 0 ? source : listener};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event) < 0) fail("epoll_ctl");
  }
  for (;;) {
    int count = epoll_wait(epoll, events, EVENTS, -1);
    for (int index = 0; index < count; index++) {
      int fd = events[index].data.fd;
      if (fd == source) take_source(source);
      else if (fd == listener) take_viewers(listener, epoll);
      else take_request(fd);
    }
  }
}
