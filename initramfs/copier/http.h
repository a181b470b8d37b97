/* HTTP to the station: one session per thread, kept alive, retried with back-off. */
#ifndef BOOTBENCH_HTTP_H
#define BOOTBENCH_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_session;

struct http_settings {
  const char *token_file;   /* holds the session token, or NULL */
  int patience_seconds;     /* without any byte for that long: station-unreachable */
};

/* Call once, before any thread. False if the token file cannot be read. */
bool http_start(const struct http_settings *settings);
void http_stop(void);

/* NULL (and a failure recorded) if there is no memory. */
struct http_session *http_open(void);
void http_close(struct http_session *session);

/* Takes the next bytes of a body. False stops the transfer. */
typedef bool (*http_sink)(void *context, const uint8_t *bytes, size_t length);

enum http_end {
  HTTP_DONE,    /* the whole answer came */
  HTTP_BROKEN,  /* the connection broke, the station is overloaded, or the sink stopped: try again */
  HTTP_REFUSED, /* the station said no; the failure is recorded */
  HTTP_STOPPED, /* stopping() */
};

/* One attempt at the bytes first..last of a file. */
enum http_end http_get_range(struct http_session *session, const char *url, uint64_t first, uint64_t last,
                             http_sink sink, void *context);

/* Waits before the next attempt. False, with the failure recorded, when the patience is at its end or stopping(). */
bool http_wait_before_retry(struct http_session *session, int attempt);

/* A whole small body with a 0 behind it, to be freed. Retried. NULL with the failure recorded. */
char *http_get(struct http_session *session, const char *url, size_t most_bytes, size_t *length);

/* Sends a body (PUT, POST, DELETE) and drops the answer. Retried: the station takes each of them again. */
bool http_send(struct http_session *session, const char *method, const char *url, const char *content_type,
               const void *body, size_t length);

#endif
