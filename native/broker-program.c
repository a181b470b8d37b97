#define _GNU_SOURCE
#include "broker-program.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "broker-rights.h"

enum { PATIENCE_MS = 5000, CANNOT_START = 126 };

/* Where distributions have it; both folders are root's. */
static const char *find_nft(void) {
  static const char *const places[] = {"/usr/sbin/nft", "/usr/bin/nft", "/sbin/nft"};
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
    if (access(places[i], X_OK) == 0) return places[i];
  return NULL;
}

static _Noreturn void become(const char *path, int input, int output) {
  char *const arguments[] = {(char[]){"nft"}, (char[]){"-f"}, (char[]){"-"}, NULL};
  char *const environment[] = {NULL};
  sigset_t none;
  sigemptyset(&none);
  if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0) _exit(CANNOT_START);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  /* It must not write rules for a broker that was killed meanwhile. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (pass_only(CAP_NET_ADMIN) == 0) execve(path, arguments, environment);
  _exit(CANNOT_START);
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* All it prints, until it closes its output. False when that takes too long. */
static bool read_all(int output, char *said, size_t said_size) {
  const int64_t deadline = now_ms() + PATIENCE_MS;
  size_t filled = 0;
  char rest[512];
  for (;;) {
    struct pollfd ready = {.fd = output, .events = POLLIN};
    const int64_t left = deadline - now_ms();
    const int polled = left <= 0 ? 0 : poll(&ready, 1, (int)left);
    if (polled == 0) return false;
    const bool is_full = filled + 1 >= said_size;
    const ssize_t got = polled < 0 ? -1 : read(output, is_full ? rest : said + filled, is_full ? sizeof rest : said_size - 1 - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    if (!is_full) filled += (size_t)got;
    said[filled] = '\0';
  }
}

static enum program_end end_of(pid_t child, bool kept_time) {
  int status = 0;
  if (!kept_time) kill(child, SIGKILL);
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return PROGRAM_FAILED;
  if (!kept_time) return PROGRAM_TOO_SLOW;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? PROGRAM_DONE : PROGRAM_FAILED;
}

enum program_end run_nft(const char *commands, char *said, size_t said_size) {
  const char *path = find_nft();
  int input[2];
  int output[2];
  said[0] = '\0';
  if (path == NULL) return PROGRAM_MISSING;
  if (pipe2(input, O_CLOEXEC) != 0) return PROGRAM_FAILED;
  if (pipe2(output, O_CLOEXEC) != 0) {
    close(input[0]);
    close(input[1]);
    return PROGRAM_FAILED;
  }
  const pid_t child = fork();
  if (child == 0) become(path, input[0], output[1]);
  close(input[0]);
  close(output[1]);
  /* Our commands are shorter than the smallest pipe, so this never waits. */
  const size_t length = strlen(commands);
  const bool is_written = child > 0 && write(input[1], commands, length) == (ssize_t)length;
  close(input[1]);
  const bool kept_time = is_written && read_all(output[0], said, said_size);
  close(output[0]);
  return child > 0 ? end_of(child, kept_time) : PROGRAM_FAILED;
}
