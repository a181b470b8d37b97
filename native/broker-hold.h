/* The verb `hold`: settings of an interface that last as long as standard input stays open. */
#ifndef BOOTBENCH_BROKER_HOLD_H
#define BOOTBENCH_BROKER_HOLD_H

#include "broker-arguments.h"

/* Returns the exit code when all is taken back; refuses, with nothing changed, when something cannot be put on. */
int hold(const struct hold_request *request);

#endif
