#define _GNU_SOURCE
#include "broker-lock.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "broker-refusal.h"

enum { PAUSE_MS = 50 };

bool lock(const char *subject, int patience_ms) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  const int length = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "bootbench-broker %s", subject);
  const socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) refuse(REFUSED_BY_SYSTEM, "no socket could be opened: %s; nothing was changed", strerror(errno));
  for (int left = patience_ms; left >= 0; left -= PAUSE_MS) {
    if (bind(descriptor, (const struct sockaddr *)&name, size) == 0) return true;
    if (errno != EADDRINUSE) refuse(REFUSED_BY_SYSTEM, "no lock for %s: %s; nothing was changed", subject, strerror(errno));
    if (left > 0) nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
  }
  close(descriptor);
  return false;
}
