#include "workers.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "outcome.h"
#include "report.h"

#define MOST_THREADS 64

struct crew {
  worker_function function;
  void *context;
  pthread_mutex_t lock;
  pthread_cond_t ended;
  int running;
};

static void *work(void *argument) {
  struct crew *crew = argument;
  crew->function(crew->context);
  pthread_mutex_lock(&crew->lock);
  crew->running--;
  pthread_cond_signal(&crew->ended);
  pthread_mutex_unlock(&crew->lock);
  return NULL;
}

static void wait_for_all(struct crew *crew) {
  pthread_mutex_lock(&crew->lock);
  while (crew->running > 0) {
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_nsec += 100 * 1000 * 1000;
    if (limit.tv_nsec >= 1000000000) {
      limit.tv_sec++;
      limit.tv_nsec -= 1000000000;
    }
    pthread_cond_timedwait(&crew->ended, &crew->lock, &limit);
    progress_tick();
  }
  pthread_mutex_unlock(&crew->lock);
}

bool run_workers(int threads, worker_function function, void *context) {
  struct crew crew = {.function = function, .context = context};
  pthread_t handles[MOST_THREADS];
  int started = 0;
  pthread_mutex_init(&crew.lock, NULL);
  pthread_cond_init(&crew.ended, NULL);
  if (threads > MOST_THREADS) threads = MOST_THREADS;
  while (started < threads) {
    pthread_mutex_lock(&crew.lock);
    crew.running++;
    pthread_mutex_unlock(&crew.lock);
    int error = pthread_create(&handles[started], NULL, work, &crew);
    if (error != 0) {
      pthread_mutex_lock(&crew.lock);
      crew.running--;
      pthread_mutex_unlock(&crew.lock);
      if (started == 0) fail(INTERNAL, "No thread could be started: %s.", strerror(error));
      break; /* fewer threads are slower, not wrong */
    }
    started++;
  }
  wait_for_all(&crew);
  for (int i = 0; i < started; i++) pthread_join(handles[i], NULL);
  pthread_cond_destroy(&crew.ended);
  pthread_mutex_destroy(&crew.lock);
  return !stopping();
}
