/* The verb `watch`: link changes and spanning-tree BPDUs of one interface as lines of JSON. */
#ifndef BOOTBENCH_BROKER_WATCH_H
#define BOOTBENCH_BROKER_WATCH_H

/* Returns at the end of standard input; refuses when it cannot watch, or cannot go on. */
void watch_interface(const char *interface);

#endif
