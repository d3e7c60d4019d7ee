/*
 * What one viewer got, and what all of them got since the window was opened, as one line of JSON. Times are µs of
 * CLOCK_MONOTONIC here, ms in the JSON. Nothing is summed up as a quantile: whoever reads the JSON has one way for
 * that.
 */
#ifndef WEIR_TALLY_H
#define WEIR_TALLY_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "mark.h"

/* One delay in so many enters the list: a prime, so that all viewers have their turn. */
enum { DELAY_EVERY = 61, MOST_DELAYS = 100000 };

struct totals {
  uint64_t began_micros;
  bool has_server;
  clockid_t server_clock; /* CPU time of the server's threads, to the ns where /proc has 10 ms */
  uint64_t server_micros; /* at the window's opening */
  uint64_t chunks, bytes;
  uint64_t missing;  /* left out of a sequence */
  uint64_t repeated; /* came again, or out of order */
  uint64_t torn;     /* not as long as the mark says */
  uint64_t failed;   /* never got as far as the handshake's end */
  uint64_t closed;   /* by the server, after the handshake */
  uint64_t left;     /* by us */
  bool any;                       /* chunk has been seen, of which the newest: */
  uint32_t newest, newest_before; /* by the window's opening */
  uint64_t newest_sent_micros, source_gap_micros;
  uint32_t delay_count;
  uint32_t *delays_micros;
};

struct tally {
  uint64_t joined_micros, first_micros, last_micros; /* 0: not yet */
  uint64_t largest_gap_micros;                       /* of this window */
  uint32_t sequence;                                 /* of the newest chunk */
};

uint64_t now_micros(void);

/* `size` is what arrived from the mark's first byte to the end of its message. */
void tally_chunk(struct totals *totals, struct tally *tally, const struct mark *mark, uint64_t size, uint64_t now);

/* Counts begin at 0 again, for these viewers. When each got its last chunk stays known: a gap may have begun before. */
void open_window(struct totals *totals, struct tally *const *tallies, unsigned count);

/* `tallies` are those of the open viewers; `joining` is how many are not open yet. */
void print_report(const struct totals *totals, struct tally *const *tallies, unsigned count, unsigned joining);

#endif
