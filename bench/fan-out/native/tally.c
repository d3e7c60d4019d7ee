#include "tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* 0 for a clock whose process has ended. */
static uint64_t read_micros(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) < 0) return 0;
  return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t now_micros(void) {
  return read_micros(CLOCK_MONOTONIC);
}

static bool joined_before_window(const struct totals *totals, const struct tally *tally) {
  return tally->joined_micros < totals->began_micros;
}

/* The first viewer that has a chunk tells how the source paced it. */
static void see_newest(struct totals *totals, const struct mark *mark) {
  if (totals->any && mark->sequence <= totals->newest) return;
  uint64_t gap = mark->sent_micros - totals->newest_sent_micros;
  bool next = totals->any && mark->sequence == totals->newest + 1;
  if (next && gap > totals->source_gap_micros) totals->source_gap_micros = gap;
  totals->any = true;
  totals->newest = mark->sequence;
  totals->newest_sent_micros = mark->sent_micros;
}

void tally_chunk(struct totals *totals, struct tally *tally, const struct mark *mark, uint64_t size, uint64_t now) {
  if (size < mark->size) totals->torn++;
  see_newest(totals, mark);
  if (tally->first_micros == 0) {
    tally->first_micros = now;
  } else {
    if (mark->sequence <= tally->sequence) {
      totals->repeated++;
      return;
    }
    totals->missing += mark->sequence - tally->sequence - 1;
    if (now - tally->last_micros > tally->largest_gap_micros) tally->largest_gap_micros = now - tally->last_micros;
  }
  tally->sequence = mark->sequence;
  tally->last_micros = now;
  totals->bytes += mark->size;
  /* What comes out of a cache to those that join is late by design. */
  if (totals->chunks++ % DELAY_EVERY == 0 && joined_before_window(totals, tally) && totals->delay_count < MOST_DELAYS) {
    totals->delays_micros[totals->delay_count++] = (uint32_t)(now - mark->sent_micros);
  }
}

void open_window(struct totals *totals, struct tally *const *tallies, unsigned count) {
  uint32_t *delays = totals->delays_micros ? totals->delays_micros : calloc(MOST_DELAYS, sizeof *delays);
  if (!delays) abort();
  *totals = (struct totals){
      .began_micros = now_micros(),
      .has_server = totals->has_server,
      .server_clock = totals->server_clock,
      .server_micros = totals->has_server ? read_micros(totals->server_clock) : 0,
      .any = totals->any,
      .newest = totals->newest,
      .newest_before = totals->newest,
      .newest_sent_micros = totals->newest_sent_micros,
      .delays_micros = delays,
  };
  for (unsigned index = 0; index < count; index++) tallies[index]->largest_gap_micros = 0;
}

static void print_millis(bool *first, uint64_t micros) {
  printf("%s%.3f", *first ? "" : ",", (double)micros / 1000);
  *first = false;
}

/* Of those that were there all along: the largest gap of each, one that has not ended included. */
static void print_gaps(const struct totals *totals, struct tally *const *tallies, unsigned count, uint64_t now) {
  bool first = true;
  printf("\"gapsMillis\":[");
  for (unsigned index = 0; index < count; index++) {
    const struct tally *tally = tallies[index];
    if (!joined_before_window(totals, tally) || tally->first_micros == 0) continue;
    uint64_t silent = now - tally->last_micros;
    print_millis(&first, silent > tally->largest_gap_micros ? silent : tally->largest_gap_micros);
  }
  printf("],");
}

/* Of those that joined in this window: from the first step of the connection to the first chunk. */
static void print_firsts(const struct totals *totals, struct tally *const *tallies, unsigned count) {
  bool first = true;
  printf("\"firstsMillis\":[");
  for (unsigned index = 0; index < count; index++) {
    const struct tally *tally = tallies[index];
    if (joined_before_window(totals, tally) || tally->first_micros == 0) continue;
    print_millis(&first, tally->first_micros - tally->joined_micros);
  }
  printf("],");
}

static void print_delays(const struct totals *totals) {
  bool first = true;
  printf("\"delaysMillis\":[");
  for (uint32_t index = 0; index < totals->delay_count; index++) print_millis(&first, totals->delays_micros[index]);
  printf("]");
}

static void print_counts(const struct totals *totals, struct tally *const *tallies, unsigned count) {
  unsigned steady = 0, waiting = 0;
  uint32_t behind = 0;
  for (unsigned index = 0; index < count; index++) {
    const struct tally *tally = tallies[index];
    if (tally->first_micros == 0) waiting++;
    if (!joined_before_window(totals, tally)) continue;
    steady++;
    if (totals->newest - tally->sequence > behind) behind = totals->newest - tally->sequence;
  }
  printf("\"steady\":%u,\"waiting\":%u,\"behind\":%u,", steady, waiting, behind);
  printf("\"sent\":%u,", totals->newest - totals->newest_before);
  printf("\"chunks\":%lu,\"bytes\":%lu,", totals->chunks, totals->bytes);
  printf("\"missing\":%lu,\"repeated\":%lu,\"torn\":%lu,", totals->missing, totals->repeated, totals->torn);
  printf("\"failed\":%lu,\"closed\":%lu,\"left\":%lu,", totals->failed, totals->closed, totals->left);
}

static double cpu_seconds(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

void print_report(const struct totals *totals, struct tally *const *tallies, unsigned count, unsigned joining) {
  uint64_t now = now_micros();
  printf("{\"seconds\":%.6f,\"cpuSeconds\":%.6f,", (double)(now - totals->began_micros) / 1e6, cpu_seconds());
  uint64_t server_micros = totals->has_server ? read_micros(totals->server_clock) - totals->server_micros : 0;
  printf("\"serverCpuSeconds\":%.6f,", (double)server_micros / 1e6);
  printf("\"sourceGapMillis\":%.3f,", (double)totals->source_gap_micros / 1000);
  printf("\"viewers\":%u,\"joining\":%u,", count, joining);
  print_counts(totals, tallies, count);
  print_gaps(totals, tallies, count, now);
  print_firsts(totals, tallies, count);
  print_delays(totals);
  printf("}\n");
  fflush(stdout);
}
