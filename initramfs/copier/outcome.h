/* How a run ends: the first failure of any thread, or a cancel, stops all the others. */
#ifndef BOOTBENCH_OUTCOME_H
#define BOOTBENCH_OUTCOME_H

#include <stdbool.h>

/* The codes of docs/agent-protocol.md, "result". */
enum outcome_code {
  OUTCOME_OK,
  STORAGE_MISSING,
  STORAGE_UNPLUGGED,
  STORAGE_TOO_SMALL,
  STORAGE_CHANGED,
  STORAGE_READ_FAILED,
  STORAGE_WRITE_FAILED,
  VERIFY_MISMATCH,
  MANIFEST_NOT_TRUSTED,
  INDEX_MISMATCH,
  FRAME_CORRUPT,
  STATION_UNREACHABLE,
  STATION_REFUSED,
  CANCELLED,
  INTERNAL,
};

/* Records a failure if none was recorded before, and makes stopping() true. Always returns false. */
bool fail(enum outcome_code code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As fail(STATION_REFUSED, ...), and remembers the HTTP status. */
bool fail_refused(long status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* True after a failure or a request to stop: every loop asks before its next step. */
bool stopping(void);

/* Asks all threads to end with the code `cancelled`. Safe in a signal handler. */
void request_stop(void);

enum outcome_code outcome_code(void);
const char *outcome_name(enum outcome_code code);
const char *outcome_message(void);
/* The HTTP status of a refusal, or 0. */
long outcome_status(void);

/* For tests: forget everything. */
void outcome_reset(void);

#endif
