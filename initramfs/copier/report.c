#include "report.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "outcome.h"
#include "waits.h"

#define TICK_MILLISECONDS 250
#define RATE_WINDOW_MILLISECONDS 3000
/* Less than this says nothing about the rest of the phase. */
#define LEAST_WAITED_NANOSECONDS 50000000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *phase = "checking";
static uint64_t total;
static atomic_uint_fast64_t done;
static uint64_t reported_done;
static int64_t reported_at;
/* The rate is that of the last few seconds: from the mark to now. */
static int64_t mark_at, next_mark_at;
static uint64_t mark_done, next_mark_done;
static uint64_t mark_waits[WAIT_KINDS], next_mark_waits[WAIT_KINDS];

int64_t now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Prints one line and takes over the object. Nobody reads any more: then nobody wants us to go on. */
static void print_line(json_t *line) {
  char *text = json_dumps(line, JSON_COMPACT);
  json_decref(line);
  if (text == NULL) return;
  if (printf("%s\n", text) < 0 || fflush(stdout) != 0) request_stop();
  free(text);
}

/* Bytes that are not UTF-8 (a strange file name) must not lose the message. */
static json_t *text_value(const char *text) {
  json_t *value = json_string(text);
  if (value != NULL) return value;
  char plain[1024];
  size_t length = 0;
  for (; text[length] != '\0' && length < sizeof plain - 1; length++) {
    unsigned char byte = (unsigned char)text[length];
    plain[length] = byte < 0x80 ? (char)byte : '?';
  }
  plain[length] = '\0';
  return json_string(plain);
}

void report_log(const char *format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  pthread_mutex_lock(&lock);
  print_line(json_pack("{s:s, s:o}", "event", "log", "message", text_value(text)));
  pthread_mutex_unlock(&lock);
}

static void remember_waits(void) {
  for (int kind = 0; kind < WAIT_KINDS; kind++) {
    mark_waits[kind] = next_mark_waits[kind];
    next_mark_waits[kind] = waited(kind);
  }
}

static void move_marks(int64_t now, uint64_t bytes) {
  if (now - next_mark_at < RATE_WINDOW_MILLISECONDS) return;
  mark_at = next_mark_at;
  mark_done = next_mark_done;
  next_mark_at = now;
  next_mark_done = bytes;
  remember_waits();
}

/*
 * What the threads spent most of their time with since the mark, or NULL where nothing stands out. Each thread fetches,
 * unpacks and writes in turn, so the slowest of the three is where they gather. Computing is named only where it is
 * decompressing: no other has a name in the protocol.
 */
static const char *limited_by(void) {
  uint64_t spent[WAIT_KINDS], all = 0;
  enum wait most = WAIT_NOTHING;
  for (enum wait kind = WAIT_NETWORK; kind < WAIT_KINDS; kind++) {
    spent[kind] = waited(kind) - mark_waits[kind];
    all += spent[kind];
    if (most == WAIT_NOTHING || spent[kind] > spent[most]) most = kind;
  }
  if (all < LEAST_WAITED_NANOSECONDS || spent[most] * 2 < all) return NULL;
  if (most == WAIT_COMPUTING) return strcmp(phase, "writing") == 0 ? "decompressing" : NULL;
  return most == WAIT_NETWORK ? "network" : "storage";
}

static uint64_t rate(int64_t now, uint64_t bytes) {
  int64_t elapsed = now - mark_at;
  return elapsed > 0 && bytes > mark_done ? (bytes - mark_done) * 1000 / (uint64_t)elapsed : 0;
}

static void print_progress(int64_t now) {
  uint64_t bytes = atomic_load(&done);
  reported_at = now;
  reported_done = bytes;
  move_marks(now, bytes);
  json_t *line = json_pack("{s:s, s:s, s:I, s:I, s:I}", "event", "progress", "phase", phase, "bytesDone",
                           (json_int_t)bytes, "bytesTotal", (json_int_t)total, "bytesPerSecond",
                           (json_int_t)rate(now, bytes));
  const char *limit = limited_by();
  if (line != NULL && limit != NULL) json_object_set_new(line, "limitedBy", json_string(limit));
  print_line(line);
}

void progress_begin(const char *new_phase, uint64_t bytes_total) {
  pthread_mutex_lock(&lock);
  int64_t now = now_milliseconds();
  phase = new_phase;
  total = bytes_total;
  atomic_store(&done, 0);
  mark_at = next_mark_at = now;
  mark_done = next_mark_done = 0;
  remember_waits();
  remember_waits(); /* both marks stand at the beginning of the phase */
  print_progress(now);
  pthread_mutex_unlock(&lock);
}

void progress_add(uint64_t bytes) { atomic_fetch_add(&done, bytes); }

void progress_tick(void) {
  pthread_mutex_lock(&lock);
  int64_t now = now_milliseconds();
  if (now - reported_at >= TICK_MILLISECONDS && atomic_load(&done) != reported_done) print_progress(now);
  pthread_mutex_unlock(&lock);
}

void progress_end(void) {
  pthread_mutex_lock(&lock);
  if (atomic_load(&done) != reported_done) print_progress(now_milliseconds());
  pthread_mutex_unlock(&lock);
}

int report_result(uint64_t verified_bytes) {
  enum outcome_code code = outcome_code();
  json_t *line;
  if (code == OUTCOME_OK) {
    line = json_pack("{s:s, s:b, s:I}", "event", "result", "ok", 1, "verifiedBytes", (json_int_t)verified_bytes);
  } else {
    line = json_pack("{s:s, s:b, s:s, s:o}", "event", "result", "ok", 0, "code", outcome_name(code), "message",
                     text_value(outcome_message()));
    if (outcome_status() != 0) json_object_set_new(line, "status", json_integer(outcome_status()));
  }
  pthread_mutex_lock(&lock);
  print_line(line);
  pthread_mutex_unlock(&lock);
  return code == OUTCOME_OK ? 0 : 1;
}
