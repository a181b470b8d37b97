/* The JSON lines on standard output: progress, log, result. Safe to call from any thread. */
#ifndef BOOTBENCH_REPORT_H
#define BOOTBENCH_REPORT_H

#include <stdbool.h>
#include <stdint.h>

/* Milliseconds of a clock that never jumps. */
int64_t now_milliseconds(void);

void report_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Begins a phase and reports it at once. */
void progress_begin(const char *phase, uint64_t bytes_total);
void progress_add(uint64_t bytes);
/* Reports the progress if the last report is at least a quarter of a second old and something moved. */
void progress_tick(void);
/* Reports the end of the phase. */
void progress_end(void);

/* The last line: success if nothing failed, otherwise the recorded failure. Returns the exit code. */
int report_result(uint64_t verified_bytes);

#endif
