#include "backup.h"

#include <inttypes.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zstd.h>

#include "digest.h"
#include "http.h"
#include "index.h"
#include "outcome.h"
#include "report.h"
#include "storage.h"
#include "waits.h"
#include "workers.h"

#define MOST_LIST_BYTES ((size_t)256 << 20)
#define MOST_STATE_BYTES ((size_t)65536)
#define MOST_URL 2048
#define COMPRESSION_LEVEL 3
#define STATE_POLL_MILLISECONDS 500

/* What is known of one piece of 1 MiB of the storage. */
struct record {
  uint8_t sha256[DIGEST_BYTES];
  bool used;        /* not all zero */
  bool at_station;  /* the station held a chunk at this offset when we began */
};

struct task {
  const struct backup_options *options;
  struct storage storage;
  struct record *records;
  size_t record_count;
  pthread_mutex_t lock;
  size_t next;
};

static uint32_t piece_length(const struct task *task, size_t number) {
  uint64_t rest = task->storage.size - (uint64_t)number * CHUNK_BYTES;
  return rest < CHUNK_BYTES ? (uint32_t)rest : CHUNK_BYTES;
}

static bool delete_chunk(struct task *task, struct http_session *session, uint64_t offset) {
  char url[MOST_URL];
  snprintf(url, sizeof url, "%s/%" PRIu64, task->options->chunks_url, offset);
  return http_send(session, "DELETE", url, "text/plain", NULL, 0);
}

/* --- what the station holds already --- */

static bool take_line(struct task *task, struct http_session *session, const char *line) {
  char text[DIGEST_TEXT_SIZE];
  uint64_t offset;
  uint32_t length;
  uint8_t digest[DIGEST_BYTES];
  if (sscanf(line, "%" SCNu64 " %" SCNu32 " %64s", &offset, &length, text) != 3 || !digest_from_text(text, digest))
    return fail(STATION_REFUSED, "The station's list of chunks is not understood: '%.80s'.", line);
  size_t number = (size_t)(offset / CHUNK_BYTES);
  /* A chunk of another cut than ours can never be part of this backup. */
  if (offset % CHUNK_BYTES != 0 || number >= task->record_count || length != piece_length(task, number))
    return delete_chunk(task, session, offset);
  task->records[number].at_station = true;
  memcpy(task->records[number].sha256, digest, DIGEST_BYTES);
  return true;
}

static bool get_list(struct task *task, struct http_session *session) {
  char *rest = NULL;
  size_t length;
  char *list = http_get(session, task->options->chunks_url, MOST_LIST_BYTES, &length);
  if (list == NULL) return false;
  bool good = true;
  for (char *line = strtok_r(list, "\r\n", &rest); good && line != NULL; line = strtok_r(NULL, "\r\n", &rest))
    good = take_line(task, session, line);
  free(list);
  return good;
}

/* --- reading, compressing, sending --- */

struct sender {
  struct task *task;
  struct http_session *session;
  ZSTD_CCtx *compressor;
  uint8_t *raw;
  uint8_t *frame;
};

static bool send_piece(struct sender *sender, uint64_t offset, uint32_t length, const uint8_t digest[DIGEST_BYTES]) {
  char url[MOST_URL], text[DIGEST_TEXT_SIZE];
  enum wait before = wait_begin(WAIT_COMPUTING);
  size_t frame_length = ZSTD_compressCCtx(sender->compressor, sender->frame, MOST_FRAME_BYTES, sender->raw, length, COMPRESSION_LEVEL);
  wait_end(before);
  if (ZSTD_isError(frame_length)) return fail(INTERNAL, "Compressing failed: %s.", ZSTD_getErrorName(frame_length));
  digest_to_text(digest, text);
  snprintf(url, sizeof url, "%s/%" PRIu64 "?length=%" PRIu32 "&sha256=%s", sender->task->options->chunks_url, offset, length, text);
  return http_send(sender->session, "PUT", url, "application/zstd", sender->frame, frame_length);
}

static bool back_up_piece(struct sender *sender, size_t number) {
  struct task *task = sender->task;
  struct record *record = &task->records[number];
  uint64_t offset = (uint64_t)number * CHUNK_BYTES;
  uint32_t length = piece_length(task, number);
  uint8_t digest[DIGEST_BYTES];
  if (!storage_read(&task->storage, sender->raw, offset, length)) return false;
  record->used = !is_zero(sender->raw, length);
  if (!record->used) return true;
  sha256(sender->raw, length, digest);
  if (record->at_station && memcmp(record->sha256, digest, DIGEST_BYTES) == 0) return true;
  memcpy(record->sha256, digest, DIGEST_BYTES);
  return send_piece(sender, offset, length, digest);
}

static bool take_number(struct task *task, size_t *number) {
  pthread_mutex_lock(&task->lock);
  bool found = task->next < task->record_count;
  *number = task->next;
  if (found) task->next++;
  pthread_mutex_unlock(&task->lock);
  return found;
}

static void back_up_pieces(void *context) {
  struct sender sender = {.task = context,
                          .session = http_open(),
                          .compressor = ZSTD_createCCtx(),
                          .raw = storage_buffer(CHUNK_BYTES),
                          .frame = malloc(MOST_FRAME_BYTES)};
  size_t number;
  bool good = sender.session != NULL && sender.compressor != NULL && sender.raw != NULL && sender.frame != NULL;
  if (!good) fail(INTERNAL, "There is not enough memory on this board.");
  while (good && !stopping() && take_number(sender.task, &number)) {
    good = back_up_piece(&sender, number);
    if (good) progress_add(piece_length(sender.task, number));
  }
  http_close(sender.session);
  ZSTD_freeCCtx(sender.compressor);
  free(sender.raw);
  free(sender.frame);
}

/* --- the end --- */

static bool delete_stale_chunks(struct task *task, struct http_session *session) {
  for (size_t i = 0; i < task->record_count; i++)
    if (task->records[i].at_station && !task->records[i].used && !delete_chunk(task, session, (uint64_t)i * CHUNK_BYTES))
      return false;
  return true;
}

static size_t digest_of_list(const struct task *task, char text[DIGEST_TEXT_SIZE]) {
  char hex[DIGEST_TEXT_SIZE], line[128];
  uint8_t digest[DIGEST_BYTES];
  size_t count = 0;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) abort();
  for (size_t i = 0; i < task->record_count; i++) {
    if (!task->records[i].used) continue;
    digest_to_text(task->records[i].sha256, hex);
    int length = snprintf(line, sizeof line, "%" PRIu64 " %" PRIu32 " %s\n", (uint64_t)i * CHUNK_BYTES, piece_length(task, i), hex);
    EVP_DigestUpdate(context, line, (size_t)length);
    count++;
  }
  EVP_DigestFinal_ex(context, digest, NULL);
  EVP_MD_CTX_free(context);
  digest_to_text(digest, text);
  return count;
}

static bool complete(struct task *task, struct http_session *session) {
  char hex[DIGEST_TEXT_SIZE];
  size_t count = digest_of_list(task, hex);
  json_t *body = json_pack("{s:I, s:I, s:s}", "size", (json_int_t)task->storage.size, "chunks", (json_int_t)count, "sha256", hex);
  char *text = json_dumps(body, JSON_COMPACT);
  json_decref(body);
  if (text == NULL) return fail(INTERNAL, "There is not enough memory on this board.");
  bool good = http_send(session, "POST", task->options->complete_url, "application/json", text, strlen(text));
  free(text);
  return good;
}

static void derive_state_url(const struct backup_options *options, char url[MOST_URL]) {
  const char *slash = strrchr(options->complete_url, '/');
  int length = slash == NULL ? 0 : (int)(slash - options->complete_url);
  if (options->state_url != NULL) snprintf(url, MOST_URL, "%s", options->state_url);
  else snprintf(url, MOST_URL, "%.*s/state", length, options->complete_url);
}

/* The value of a line `key=value`, or NULL. Ends the value in place. */
static char *line_value(char *text, const char *key) {
  size_t length = strlen(key);
  for (char *line = text; line != NULL; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (strncmp(line, key, length) != 0 || line[length] != '=') continue;
    char *value = line + length + 1;
    value[strcspn(value, "\r\n")] = '\0';
    return value;
  }
  return NULL;
}

enum seal_state { SEALED, SEALING, NOT_ASKED, SEAL_FAILED };

/* SEAL_FAILED is recorded as the failure of this run. NOT_ASKED: the station was restarted and has forgotten that we are complete. */
static enum seal_state read_state(char *text) {
  char message[512];
  char *copy = strdup(text);
  const char *found = copy == NULL ? NULL : line_value(copy, "message");
  snprintf(message, sizeof message, "%s", found == NULL ? "no reason given" : found);
  free(copy);
  const char *state = line_value(text, "state");
  if (state != NULL && strcmp(state, "done") == 0) return SEALED;
  if (state != NULL && strcmp(state, "sealing") == 0) return SEALING;
  if (state != NULL && strcmp(state, "incomplete") == 0) return NOT_ASKED;
  fail(STATION_REFUSED, "The station has everything, but could not make an image of it: %s.", message);
  return SEAL_FAILED;
}

static bool wait_for_seal(struct task *task, struct http_session *session) {
  char url[MOST_URL];
  derive_state_url(task->options, url);
  while (!stopping()) {
    size_t length;
    char *text = http_get(session, url, MOST_STATE_BYTES, &length);
    if (text == NULL) return false;
    enum seal_state state = read_state(text);
    free(text);
    if (state == SEALED) return true;
    if (state == SEAL_FAILED || (state == NOT_ASKED && !complete(task, session))) return false;
    nanosleep(&(struct timespec){.tv_nsec = STATE_POLL_MILLISECONDS * 1000000L}, NULL);
  }
  return false;
}

static bool open_target(struct task *task) {
  const struct backup_options *options = task->options;
  if (options->target_descriptor == 0) return storage_open(&task->storage, options->target, false, options->target_size);
  return storage_adopt(&task->storage, options->target_descriptor, options->target, options->target_size);
}

static bool run_steps(struct task *task, struct http_session *session) {
  progress_begin("reading", 0);
  if (!open_target(task)) return false;
  task->record_count = (size_t)((task->storage.size + CHUNK_BYTES - 1) / CHUNK_BYTES);
  task->records = calloc(task->record_count, sizeof *task->records);
  if (task->records == NULL) return fail(INTERNAL, "There is not enough memory on this board.");
  if (!get_list(task, session)) return false;
  progress_begin("reading", task->storage.size);
  if (!run_workers(task->options->threads, back_up_pieces, task)) return false;
  progress_end();
  progress_begin("finishing", 0);
  return delete_stale_chunks(task, session) && complete(task, session) && wait_for_seal(task, session);
}

bool backup(const struct backup_options *options, uint64_t *verified_bytes) {
  struct task task = {.options = options, .storage = {.direct = -1, .buffered = -1}};
  struct http_session *session = http_open();
  if (session == NULL) return false;
  pthread_mutex_init(&task.lock, NULL);
  bool good = run_steps(&task, session);
  *verified_bytes = task.storage.size;
  http_close(session);
  storage_close(&task.storage);
  free(task.records);
  pthread_mutex_destroy(&task.lock);
  return good;
}
