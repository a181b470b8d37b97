#include "outcome.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum outcome_code recorded = OUTCOME_OK;
static char message[1024];
static long http_status;
static atomic_bool failed;
static atomic_bool stop_requested;

static const char *const names[] = {
    [OUTCOME_OK] = "ok",
    [STORAGE_MISSING] = "storage-missing",
    [STORAGE_UNPLUGGED] = "storage-unplugged",
    [STORAGE_TOO_SMALL] = "storage-too-small",
    [STORAGE_CHANGED] = "storage-changed",
    [STORAGE_READ_FAILED] = "storage-read-failed",
    [STORAGE_WRITE_FAILED] = "storage-write-failed",
    [VERIFY_MISMATCH] = "verify-mismatch",
    [MANIFEST_NOT_TRUSTED] = "manifest-not-trusted",
    [INDEX_MISMATCH] = "index-mismatch",
    [FRAME_CORRUPT] = "frame-corrupt",
    [STATION_UNREACHABLE] = "station-unreachable",
    [STATION_REFUSED] = "station-refused",
    [CANCELLED] = "cancelled",
    [INTERNAL] = "internal",
};

static void record(enum outcome_code code, long status, const char *format, va_list arguments) {
  pthread_mutex_lock(&lock);
  /* After a cancel the threads break off in many ways; none of these is the reason. */
  if (recorded == OUTCOME_OK && !atomic_load(&stop_requested)) {
    recorded = code;
    http_status = status;
    vsnprintf(message, sizeof message, format, arguments);
    atomic_store(&failed, true);
  }
  pthread_mutex_unlock(&lock);
}

bool fail(enum outcome_code code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  record(code, 0, format, arguments);
  va_end(arguments);
  return false;
}

bool fail_refused(long status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  record(STATION_REFUSED, status, format, arguments);
  va_end(arguments);
  return false;
}

bool stopping(void) { return atomic_load(&failed) || atomic_load(&stop_requested); }

void request_stop(void) { atomic_store(&stop_requested, true); }

enum outcome_code outcome_code(void) {
  pthread_mutex_lock(&lock);
  enum outcome_code code = recorded;
  pthread_mutex_unlock(&lock);
  if (code == OUTCOME_OK && atomic_load(&stop_requested)) return CANCELLED;
  return code;
}

const char *outcome_name(enum outcome_code code) { return names[code]; }

const char *outcome_message(void) {
  if (outcome_code() == CANCELLED) return "The run was cancelled.";
  return message;
}

long outcome_status(void) { return http_status; }

void outcome_reset(void) {
  recorded = OUTCOME_OK;
  message[0] = '\0';
  http_status = 0;
  atomic_store(&failed, false);
  atomic_store(&stop_requested, false);
}
