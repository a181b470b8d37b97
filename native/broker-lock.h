/* One broker at a time for one subject. */
#ifndef BOOTBENCH_BROKER_LOCK_H
#define BOOTBENCH_BROKER_LOCK_H

#include <stdbool.h>

/*
 * Takes the lock until this process and its children (the guardian) have ended; false when another broker
 * still has it after that time. It is the name of an abstract unix socket: those belong to the network namespace and
 * go with their process, so a name in use means a living broker. A station that starts again at once finds the
 * guardian of the last one still at work: then this waits.
 */
bool lock(const char *subject, int patience_ms);

#endif
