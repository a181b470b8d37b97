#define _GNU_SOURCE
#include "broker-guardian.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker-refusal.h"

static pid_t guardian;
static int guardian_pipe;

/*
 * In a session of its own, so that nothing meant for its parent's reaches it, and without its parent's standard
 * descriptors, so that the station sees the broker's end at once. The signals that its parent blocked stay blocked.
 */
static void leave_parent(void) {
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  setsid();
  for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++)
    if (dup2(nowhere, descriptor) < 0) _exit(REFUSED_BY_SYSTEM);
}

/* One octet comes from a parent that has taken everything back, none from one that has died. */
static _Noreturn void guard(int pipe_end, bool (*take_back)(void)) {
  char word;
  ssize_t got;
  leave_parent();
  do got = read(pipe_end, &word, 1);
  while (got < 0 && errno == EINTR);
  _exit(got == 1 || take_back() ? 0 : NOT_TAKEN_BACK);
}

void start_guardian(bool (*take_back)(void)) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) refuse(REFUSED_BY_SYSTEM, "no pipe for a guardian: %s; nothing was changed", strerror(errno));
  guardian = fork();
  if (guardian < 0) refuse(REFUSED_BY_SYSTEM, "no process for a guardian: %s; nothing was changed", strerror(errno));
  if (guardian == 0) {
    close(ends[1]);
    guard(ends[0], take_back);
  }
  close(ends[0]);
  guardian_pipe = ends[1];
}

void dismiss_guardian(void) {
  /* When it was killed there is nobody to dismiss; SIGPIPE is ignored. */
  if (write(guardian_pipe, "d", 1) != 1) close(guardian_pipe);
  while (waitpid(guardian, NULL, 0) < 0 && errno == EINTR) continue;
}
