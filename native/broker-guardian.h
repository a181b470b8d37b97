/* A child that does nothing but wait for this process to die, and then takes back what it did. */
#ifndef BOOTBENCH_BROKER_GUARDIAN_H
#define BOOTBENCH_BROKER_GUARDIAN_H

#include <stdbool.h>

/* `take_back` is called in the child, when this process has ended without dismissing it. */
void start_guardian(bool (*take_back)(void));
/* All is taken back: the guardian ends without doing anything. Returns when it is gone. */
void dismiss_guardian(void);

#endif
