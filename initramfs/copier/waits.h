/* What the threads spend their time with: which part of the pipeline holds up the others. */
#ifndef BOOTBENCH_WAITS_H
#define BOOTBENCH_WAITS_H

#include <stdint.h>

enum wait { WAIT_NOTHING, WAIT_NETWORK, WAIT_COMPUTING, WAIT_STORAGE, WAIT_KINDS };

/*
 * From now on this thread's time counts for `kind`. The answer is what it counted for until now, to be given to
 * wait_end: what happens inside (writing, while the station sends) counts for itself alone.
 */
enum wait wait_begin(enum wait kind);
void wait_end(enum wait before);

/* Nanoseconds of all threads since the start, as far as they have ended. */
uint64_t waited(enum wait kind);

#endif
