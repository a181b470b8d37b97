#include "http.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "outcome.h"
#include "report.h"
#include "waits.h"

#define ANSWER_TEXT_BYTES 512
#define CONNECT_SECONDS 10
/* A transfer that stands still for this long is broken. */
#define STALL_SECONDS 20
#define FIRST_WAIT_MILLISECONDS 200
#define MOST_WAIT_MILLISECONDS 5000
/* So many breaks at the same place: something other than the network is wrong. */
#define MOST_ATTEMPTS 60

struct http_session {
  CURL *curl;
  char error[CURL_ERROR_SIZE];
  http_sink sink;
  void *sink_context;
  long expected_status;             /* the sink gets the body of this status only */
  char answer[ANSWER_TEXT_BYTES];   /* the start of any other body */
  size_t answer_length;
  const uint8_t *body;
  size_t body_length, body_sent;
  int64_t broken_since;
};

static struct curl_slist *headers;
static int64_t patience_milliseconds = 60000;
static atomic_int_fast64_t last_progress;

static bool read_token(const char *path) {
  char token[256] = "", header[300];
  FILE *file = fopen(path, "r");
  if (file == NULL || fgets(token, sizeof token, file) == NULL) {
    fail(INTERNAL, "The token file %s cannot be read: %s.", path, strerror(errno));
    if (file != NULL) fclose(file);
    return false;
  }
  fclose(file);
  token[strcspn(token, "\r\n")] = '\0';
  snprintf(header, sizeof header, "Authorization: Bearer %s", token);
  headers = curl_slist_append(headers, header);
  return true;
}

bool http_start(const struct http_settings *settings) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return fail(INTERNAL, "libcurl did not start.");
  headers = curl_slist_append(NULL, "Accept: text/plain");
  headers = curl_slist_append(headers, "Expect:");
  if (settings->patience_seconds > 0) patience_milliseconds = (int64_t)settings->patience_seconds * 1000;
  atomic_store(&last_progress, now_milliseconds());
  return settings->token_file == NULL || read_token(settings->token_file);
}

void http_stop(void) {
  curl_slist_free_all(headers);
  headers = NULL;
  curl_global_cleanup();
}

static int on_tick(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
  (void)context, (void)a, (void)b, (void)c, (void)d;
  return stopping() ? 1 : 0;
}

static size_t on_body(char *bytes, size_t one, size_t length, void *context) {
  struct http_session *session = context;
  (void)one;
  long status = 0;
  atomic_store(&last_progress, now_milliseconds());
  curl_easy_getinfo(session->curl, CURLINFO_RESPONSE_CODE, &status);
  if (status == session->expected_status && session->sink != NULL)
    return session->sink(session->sink_context, (const uint8_t *)bytes, length) ? length : 0;
  size_t room = sizeof session->answer - 1 - session->answer_length;
  size_t taken = length < room ? length : room;
  memcpy(session->answer + session->answer_length, bytes, taken);
  session->answer_length += taken;
  session->answer[session->answer_length] = '\0';
  return length;
}

static size_t on_upload(char *bytes, size_t one, size_t room, void *context) {
  struct http_session *session = context;
  (void)one;
  size_t rest = session->body_length - session->body_sent;
  size_t taken = rest < room ? rest : room;
  if (taken > 0) memcpy(bytes, session->body + session->body_sent, taken);
  session->body_sent += taken;
  if (taken > 0) atomic_store(&last_progress, now_milliseconds());
  return taken;
}

static int on_rewind(void *context, curl_off_t offset, int origin) {
  struct http_session *session = context;
  if (origin != SEEK_SET || offset < 0 || (size_t)offset > session->body_length) return CURL_SEEKFUNC_CANTSEEK;
  session->body_sent = (size_t)offset;
  return CURL_SEEKFUNC_OK;
}

struct http_session *http_open(void) {
  struct http_session *session = calloc(1, sizeof *session);
  if (session != NULL) session->curl = curl_easy_init();
  if (session != NULL && session->curl != NULL) return session;
  free(session);
  fail(INTERNAL, "There is not enough memory for a connection.");
  return NULL;
}

void http_close(struct http_session *session) {
  if (session == NULL) return;
  curl_easy_cleanup(session->curl);
  free(session);
}

/* Options that every request has; the connection itself is kept by the handle. */
static void prepare(struct http_session *session, const char *url, long expected_status) {
  CURL *curl = session->curl;
  curl_easy_reset(curl);
  session->expected_status = expected_status;
  session->answer_length = 0;
  session->answer[0] = session->error[0] = '\0';
  session->sink = NULL;
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, session->error);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* the station is a neighbour; a proxy of the environment is not meant */
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)STALL_SECONDS);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_tick);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, session);
  curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 262144L);
  curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
}

static bool worth_retrying(long status) {
  return status == 408 || status == 425 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

/* The sentence in the station's answer: the line `message=…`, or the start of the body. */
static const char *answer_sentence(struct http_session *session) {
  char *message = strstr(session->answer, "message=");
  if (message != NULL) message += strlen("message=");
  else message = session->answer;
  message[strcspn(message, "\r\n")] = '\0';
  for (char *at = message; *at != '\0'; at++)
    if (iscntrl((unsigned char)*at)) *at = ' ';
  return message[0] != '\0' ? message : "no reason given";
}

static enum http_end perform(struct http_session *session, const char *url) {
  long status = 0;
  enum wait before = wait_begin(WAIT_NETWORK);
  CURLcode code = curl_easy_perform(session->curl);
  wait_end(before);
  if (stopping()) return HTTP_STOPPED;
  curl_easy_getinfo(session->curl, CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK && (status == session->expected_status || (session->expected_status == 0 && status / 100 == 2)))
    return HTTP_DONE;
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
    fail(INTERNAL, "%s is no usable address.", url);
    return HTTP_REFUSED;
  }
  if (code != CURLE_OK && (status == 0 || status == session->expected_status || status / 100 == 2)) {
    if (session->error[0] == '\0') snprintf(session->error, sizeof session->error, "%s", curl_easy_strerror(code));
    return HTTP_BROKEN;
  }
  if (worth_retrying(status)) {
    snprintf(session->error, sizeof session->error, "it answered %ld", status);
    return HTTP_BROKEN;
  }
  fail_refused(status, "The station refused %s with %ld: %s.", url, status, answer_sentence(session));
  return HTTP_REFUSED;
}

enum http_end http_get_range(struct http_session *session, const char *url, uint64_t first, uint64_t last,
                             http_sink sink, void *context) {
  char range[64];
  snprintf(range, sizeof range, "%" PRIu64 "-%" PRIu64, first, last);
  prepare(session, url, 206);
  session->sink = sink;
  session->sink_context = context;
  curl_easy_setopt(session->curl, CURLOPT_RANGE, range);
  return perform(session, url);
}

static void sleep_milliseconds(int64_t milliseconds) {
  int64_t until = now_milliseconds() + milliseconds;
  enum wait before = wait_begin(WAIT_NETWORK);
  for (int64_t rest; !stopping() && (rest = until - now_milliseconds()) > 0;) {
    if (rest > 100) rest = 100;
    nanosleep(&(struct timespec){.tv_nsec = rest * 1000000}, NULL);
  }
  wait_end(before);
}

bool http_wait_before_retry(struct http_session *session, int attempt) {
  if (stopping()) return false;
  if (attempt == 0) session->broken_since = now_milliseconds();
  int64_t heard = atomic_load(&last_progress);
  int64_t silent = now_milliseconds() - (heard > session->broken_since ? heard : session->broken_since);
  if (silent > patience_milliseconds || attempt >= MOST_ATTEMPTS)
    return fail(STATION_UNREACHABLE, "The station has not answered usefully for %" PRId64 " seconds (%s). Check the cable and the station, then start the job again.",
                silent / 1000, session->error);
  if (attempt == 0) report_log("The connection to the station broke (%s); trying again.", session->error);
  int64_t wait = FIRST_WAIT_MILLISECONDS << (attempt < 5 ? attempt : 5);
  if (wait > MOST_WAIT_MILLISECONDS) wait = MOST_WAIT_MILLISECONDS;
  /* Many boards lose the station in the same moment; they must not all come back in the same moment. */
  wait = wait / 2 + (int64_t)(now_milliseconds() * 2654435761u % (uint64_t)(wait / 2 + 1));
  sleep_milliseconds(wait);
  return !stopping();
}

struct collector {
  char *text;
  size_t length, room, most;
  bool too_big;
};

static bool collect(void *context, const uint8_t *bytes, size_t length) {
  struct collector *collector = context;
  if (length > collector->most - collector->length) {
    collector->too_big = true;
    return false;
  }
  if (collector->length + length + 1 > collector->room) {
    size_t room = (collector->length + length + 1) * 2;
    char *text = realloc(collector->text, room);
    if (text == NULL) return fail(INTERNAL, "There is not enough memory on this board.");
    collector->text = text;
    collector->room = room;
  }
  memcpy(collector->text + collector->length, bytes, length);
  collector->length += length;
  collector->text[collector->length] = '\0';
  return true;
}

char *http_get(struct http_session *session, const char *url, size_t most_bytes, size_t *length) {
  struct collector collector = {.most = most_bytes};
  for (int attempt = 0;; attempt++) {
    collector.length = 0;
    prepare(session, url, 200);
    session->sink = collect;
    session->sink_context = &collector;
    enum http_end end = perform(session, url);
    if (end == HTTP_DONE) {
      if (collector.text == NULL) collector.text = calloc(1, 1);
      *length = collector.length;
      return collector.text;
    }
    if (collector.too_big) fail_refused(200, "%s is bigger than %zu bytes, which cannot be right.", url, most_bytes);
    if (end != HTTP_BROKEN || stopping() || !http_wait_before_retry(session, attempt)) break;
  }
  free(collector.text);
  return NULL;
}

static enum http_end send_once(struct http_session *session, const char *method, const char *url,
                               const char *content_type, const void *body, size_t length) {
  char type[128];
  prepare(session, url, 0);
  session->body = body;
  session->body_length = length;
  session->body_sent = 0;
  snprintf(type, sizeof type, "Content-Type: %s", content_type);
  struct curl_slist *own = curl_slist_append(NULL, type);
  for (struct curl_slist *header = headers; header != NULL; header = header->next)
    own = curl_slist_append(own, header->data);
  curl_easy_setopt(session->curl, CURLOPT_HTTPHEADER, own);
  if (strcmp(method, "DELETE") != 0) {
    curl_easy_setopt(session->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(session->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
    curl_easy_setopt(session->curl, CURLOPT_READFUNCTION, on_upload);
    curl_easy_setopt(session->curl, CURLOPT_READDATA, session);
    curl_easy_setopt(session->curl, CURLOPT_SEEKFUNCTION, on_rewind);
    curl_easy_setopt(session->curl, CURLOPT_SEEKDATA, session);
  }
  curl_easy_setopt(session->curl, CURLOPT_CUSTOMREQUEST, method);
  enum http_end end = perform(session, url);
  curl_slist_free_all(own);
  return end;
}

bool http_send(struct http_session *session, const char *method, const char *url, const char *content_type,
               const void *body, size_t length) {
  for (int attempt = 0;; attempt++) {
    enum http_end end = send_once(session, method, url, content_type, body, length);
    if (end == HTTP_DONE) return true;
    if (end != HTTP_BROKEN || !http_wait_before_retry(session, attempt)) return false;
  }
}
