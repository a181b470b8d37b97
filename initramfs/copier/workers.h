/* Runs the same function in several threads and reports the progress meanwhile. */
#ifndef BOOTBENCH_WORKERS_H
#define BOOTBENCH_WORKERS_H

#include <stdbool.h>

/* A worker returns when there is no more work or stopping() is true. */
typedef void (*worker_function)(void *context);

/* Returns when all workers have returned. True if nothing failed and nobody asked to stop. */
bool run_workers(int threads, worker_function function, void *context);

#endif
