#include "waits.h"

#include <stdatomic.h>
#include <time.h>

static atomic_uint_fast64_t totals[WAIT_KINDS];
static _Thread_local enum wait current = WAIT_NOTHING;
static _Thread_local uint64_t since;

static uint64_t now_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

enum wait wait_begin(enum wait kind) {
  enum wait before = current;
  uint64_t now = now_nanoseconds();
  if (before != WAIT_NOTHING) atomic_fetch_add(&totals[before], now - since);
  current = kind;
  since = now;
  return before;
}

void wait_end(enum wait before) { wait_begin(before); }

uint64_t waited(enum wait kind) { return atomic_load(&totals[kind]); }
