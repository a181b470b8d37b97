#ifdef BOOTBENCH_SIMULATOR

#include "faults.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "outcome.h"
#include "report.h"

#define NEVER UINT64_MAX
#define SECTOR 512

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t bad_block = NEVER, weak_block = NEVER, power_left = NEVER, bytes_per_second;
static int64_t busy_until;

static int read_word(const char *word) {
  uint64_t value;
  if (sscanf(word, "bad-block=%" SCNu64, &value) == 1) bad_block = value;
  else if (sscanf(word, "weak-block=%" SCNu64, &value) == 1) weak_block = value;
  else if (sscanf(word, "power-cut-after=%" SCNu64, &value) == 1) power_left = value;
  else if (sscanf(word, "slow=%" SCNu64, &value) == 1 && value > 0) bytes_per_second = value;
  else return 0;
  return 1;
}

int faults_read(void) {
  const char *setting = getenv("BOOTBENCH_FAULTS");
  char copy[512];
  char *rest = NULL;
  if (setting == NULL) return 1;
  snprintf(copy, sizeof copy, "%s", setting);
  for (char *word = strtok_r(copy, ", ", &rest); word != NULL; word = strtok_r(NULL, ", ", &rest))
    if (!read_word(word)) return 0;
  return 1;
}

/* The storage is one device: the next access waits until this one would have ended. */
static void take_time(size_t length) {
  if (bytes_per_second == 0) return;
  pthread_mutex_lock(&lock);
  int64_t now = now_milliseconds();
  if (busy_until < now) busy_until = now;
  busy_until += (int64_t)(length * 1000 / bytes_per_second);
  int64_t until = busy_until;
  pthread_mutex_unlock(&lock);
  while (!stopping() && (now = now_milliseconds()) < until) {
    int64_t rest = until - now < 50 ? until - now : 50;
    nanosleep(&(struct timespec){.tv_nsec = rest * 1000000}, NULL);
  }
}

int faults_access(uint64_t offset, size_t length) {
  take_time(length);
  if (bad_block == NEVER) return 0;
  uint64_t sector = bad_block / SECTOR * SECTOR;
  return sector < offset + length && sector + SECTOR > offset ? EIO : 0;
}

size_t faults_bytes_before_power_cut(size_t length) {
  if (power_left == NEVER) return length;
  pthread_mutex_lock(&lock);
  size_t allowed = power_left < length ? (size_t)(power_left / SECTOR * SECTOR) : length;
  power_left -= power_left < length ? power_left : length;
  pthread_mutex_unlock(&lock);
  return allowed;
}

void faults_cut_power(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

void faults_weaken(uint64_t offset, uint8_t *bytes, size_t length) {
  if (weak_block >= offset && weak_block - offset < length) bytes[weak_block - offset] ^= 0x10;
}

#else
typedef int faults_are_only_in_the_simulator;
#endif
