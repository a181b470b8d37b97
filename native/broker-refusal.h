/* How the broker says no: one line on stderr and an exit code. */
#ifndef BOOTBENCH_BROKER_REFUSAL_H
#define BOOTBENCH_BROKER_REFUSAL_H

/* station/platform/broker-refusal.ts turns these into words: change both together. */
enum {
  REFUSED_BAD_REQUEST = 2,
  REFUSED_NO_CHANNEL = 3,
  REFUSED_INTERFACE = 4,
  REFUSED_NOT_PERMITTED = 5,
  REFUSED_PORT_IN_USE = 6,
  REFUSED_BY_SYSTEM = 7,
  REFUSED_HANDOVER = 8,
  REFUSED_PROGRAM_MISSING = 9,
  REFUSED_ALREADY_HELD = 10,
  NOT_TAKEN_BACK = 11,
  REFUSED_DRIVE = 12,
};

/* One line to stderr: what happened, why, what to do. Bytes that could upset a terminal become '?'. */
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);
/* The same, then the end. What atexit() was told still happens. */
__attribute__((format(printf, 2, 3))) _Noreturn void refuse(int exit_code, const char *format, ...);

#endif
