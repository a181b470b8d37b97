#include "deploy.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch.h"
#include "http.h"
#include "index.h"
#include "manifest.h"
#include "outcome.h"
#include "report.h"
#include "storage.h"
#include "workers.h"

#define MOST_MANIFEST_BYTES ((size_t)1 << 20)
#define MOST_SIGNATURE_BYTES ((size_t)1024)
#define MOST_INDEX_BYTES ((size_t)64 << 20)
#define BATCH_BYTES ((uint64_t)8 << 20)
#define MOST_BATCH_CHUNKS 256
/* The first bytes of the storage that no system can start without; written in one last step of their own. */
#define BOOT_BYTES ((size_t)BUFFER_ALIGNMENT)

struct deployment {
  const struct deploy_options *options;
  struct storage storage;
  struct image_index index;
  size_t early_chunks; /* so many chunks begin in the first 1 MiB: index.chunks[0 .. early_chunks) */
  bool *is_there;      /* for each chunk: on the storage already (resume) */
  const struct chunk **missing; /* the chunks to fetch, in the order of their frames */
  size_t missing_count;
  uint64_t missing_bytes;
  /* What the threads take their work from. */
  pthread_mutex_t lock;
  size_t next;
  uint64_t next_in_run;
};

/* --- step 1: everything is checked before anything is changed --- */

static bool check_signature(const struct deploy_options *options, struct http_session *session, const char *manifest,
                            size_t manifest_length) {
  char reason[256];
  size_t length;
  if (options->public_key_file == NULL) {
    report_log("This agent carries no public key of the station: the signature of the image was not checked.");
    return true;
  }
  char *signature = http_get(session, options->signature_url, MOST_SIGNATURE_BYTES, &length);
  if (signature == NULL) return false;
  bool good = manifest_verify(manifest, manifest_length, (const uint8_t *)signature, length, options->public_key_file,
                              reason, sizeof reason);
  free(signature);
  return good || fail(MANIFEST_NOT_TRUSTED, "The image is not trusted: %s. Nothing was changed.", reason);
}

static bool get_manifest(const struct deploy_options *options, struct http_session *session, struct manifest *manifest) {
  char reason[256];
  size_t length;
  char *text = http_get(session, options->manifest_url, MOST_MANIFEST_BYTES, &length);
  if (text == NULL) return false;
  bool good = check_signature(options, session, text, length);
  if (good && !manifest_parse(text, length, manifest, reason, sizeof reason))
    good = fail(MANIFEST_NOT_TRUSTED, "The image is not trusted: %s. Nothing was changed.", reason);
  free(text);
  return good;
}

static bool index_fits(const struct image_index *index, const struct manifest *manifest) {
  return index->size == manifest->raw_size && index->chunk_count == manifest->chunk_count &&
         index->frames_bytes == manifest->frames_size;
}

static bool get_index(struct deployment *deployment, struct http_session *session, const struct manifest *manifest) {
  char reason[256] = "its SHA-256 is not the one in the manifest";
  uint8_t digest[DIGEST_BYTES];
  size_t length;
  char *text = http_get(session, deployment->options->index_url, MOST_INDEX_BYTES, &length);
  if (text == NULL) return false;
  sha256(text, length, digest);
  bool good = memcmp(digest, manifest->index_sha256, DIGEST_BYTES) == 0 &&
              index_parse(text, length, &deployment->index, reason, sizeof reason);
  free(text);
  if (good && !index_fits(&deployment->index, manifest)) {
    snprintf(reason, sizeof reason, "its sizes are not those in the manifest");
    good = false;
  }
  return good || fail(INDEX_MISMATCH, "The index of the image is wrong: %s. Nothing was changed.", reason);
}

static bool check_image(struct deployment *deployment) {
  struct manifest manifest;
  struct http_session *session = http_open();
  if (session == NULL) return false;
  bool good = get_manifest(deployment->options, session, &manifest) && get_index(deployment, session, &manifest);
  http_close(session);
  if (!good) return false;
  if (deployment->index.size > deployment->storage.size)
    return fail(STORAGE_TOO_SMALL, "The image needs %" PRIu64 " bytes, but %s has only %" PRIu64 ". Nothing was changed.",
                deployment->index.size, deployment->options->target, deployment->storage.size);
  while (deployment->early_chunks < deployment->index.chunk_count &&
         deployment->index.chunks[deployment->early_chunks].offset < CHUNK_BYTES)
    deployment->early_chunks++;
  deployment->is_there = calloc(deployment->index.chunk_count + 1, sizeof *deployment->is_there);
  deployment->missing = calloc(deployment->index.chunk_count + 1, sizeof *deployment->missing);
  if (deployment->is_there == NULL || deployment->missing == NULL)
    return fail(INTERNAL, "There is not enough memory on this board.");
  return !stopping();
}

/* --- step 2: from here on the board finds no system on this storage, until step 5 --- */

static size_t first_part_length(const struct deployment *deployment) {
  return deployment->storage.size < CHUNK_BYTES ? (size_t)deployment->storage.size : CHUNK_BYTES;
}

static bool erase_first_part(struct deployment *deployment) {
  size_t length = first_part_length(deployment);
  void *zeros = storage_buffer(length);
  if (zeros == NULL) return false;
  memset(zeros, 0, length);
  bool good = storage_write(&deployment->storage, zeros, 0, length) && storage_flush(&deployment->storage);
  free(zeros);
  return good && !stopping();
}

/* --- step 3: discard, zero, write --- */

static const struct chunk *take_chunk(struct deployment *deployment, size_t *number) {
  pthread_mutex_lock(&deployment->lock);
  *number = deployment->next < deployment->index.chunk_count ? deployment->next++ : SIZE_MAX;
  pthread_mutex_unlock(&deployment->lock);
  return *number == SIZE_MAX ? NULL : &deployment->index.chunks[*number];
}

static void find_chunks_on_storage(void *context) {
  struct deployment *deployment = context;
  uint8_t *buffer = storage_buffer(CHUNK_BYTES), digest[DIGEST_BYTES];
  const struct chunk *chunk;
  size_t number;
  while (buffer != NULL && !stopping() && (chunk = take_chunk(deployment, &number)) != NULL) {
    if (!storage_read(&deployment->storage, buffer, chunk->offset, chunk->length)) break;
    sha256(buffer, chunk->length, digest);
    deployment->is_there[number] = memcmp(digest, chunk->sha256, DIGEST_BYTES) == 0;
    progress_add(chunk->length);
  }
  free(buffer);
}

static uint64_t bytes_of(const struct chunk *chunks, size_t count) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; i++) bytes += chunks[i].length;
  return bytes;
}

static bool find_what_is_there(struct deployment *deployment) {
  uint64_t found = 0;
  deployment->next = deployment->early_chunks;
  progress_begin("checking", deployment->index.data_bytes - bytes_of(deployment->index.chunks, deployment->early_chunks));
  if (!run_workers(deployment->options->threads, find_chunks_on_storage, deployment)) return false;
  progress_end();
  for (size_t i = 0; i < deployment->index.chunk_count; i++)
    if (deployment->is_there[i]) found += deployment->index.chunks[i].length;
  report_log("Going on after a break: %" PRIu64 " of %" PRIu64 " bytes are on the storage already.", found,
             deployment->index.data_bytes);
  return true;
}

static bool make_zeros(struct deployment *deployment) {
  for (size_t i = 0; i < deployment->index.zero_count && !stopping(); i++)
    if (!storage_zero(&deployment->storage, deployment->index.zeros[i].offset, deployment->index.zeros[i].length))
      return false;
  return !stopping();
}

static int by_frame(const void *a, const void *b) {
  const struct chunk *left = *(const struct chunk *const *)a, *right = *(const struct chunk *const *)b;
  return left->frame_offset < right->frame_offset ? -1 : left->frame_offset > right->frame_offset;
}

static void list_missing_chunks(struct deployment *deployment) {
  for (size_t i = deployment->early_chunks; i < deployment->index.chunk_count; i++) {
    if (deployment->is_there[i]) continue;
    deployment->missing[deployment->missing_count++] = &deployment->index.chunks[i];
    deployment->missing_bytes += deployment->index.chunks[i].length;
  }
  qsort(deployment->missing, deployment->missing_count, sizeof *deployment->missing, by_frame);
}

/* Neighbouring frames, at most BATCH_BYTES of them: one range request. */
static size_t batch_length(const struct chunk *const *chunks, size_t count) {
  uint64_t start = chunks[0]->frame_offset;
  size_t length = 1;
  while (length < count && length < MOST_BATCH_CHUNKS &&
         chunks[length]->frame_offset == chunks[length - 1]->frame_offset + chunks[length - 1]->frame_length &&
         chunks[length]->frame_offset + chunks[length]->frame_length - start <= BATCH_BYTES)
    length++;
  return length;
}

static size_t take_batch(struct deployment *deployment, const struct chunk *const **batch) {
  size_t length = 0;
  pthread_mutex_lock(&deployment->lock);
  *batch = deployment->missing + deployment->next;
  if (deployment->next < deployment->missing_count)
    length = batch_length(*batch, deployment->missing_count - deployment->next);
  deployment->next += length;
  pthread_mutex_unlock(&deployment->lock);
  return length;
}

static bool write_chunk(void *context, const struct chunk *chunk, uint8_t *raw) {
  struct deployment *deployment = context;
  if (!storage_write(&deployment->storage, raw, chunk->offset, chunk->length)) return false;
  progress_add(chunk->length);
  return true;
}

static void write_chunks(void *context) {
  struct deployment *deployment = context;
  struct fetcher *fetcher = fetcher_open(deployment->options->frames_url);
  const struct chunk *const *batch;
  size_t length;
  while (fetcher != NULL && !stopping() && (length = take_batch(deployment, &batch)) > 0)
    if (!fetch_chunks(fetcher, batch, length, write_chunk, deployment)) break;
  fetcher_close(fetcher);
}

static bool write_all_but_first_part(struct deployment *deployment) {
  progress_begin("erasing", deployment->index.zero_bytes);
  if (!deployment->options->resume) storage_discard(&deployment->storage, CHUNK_BYTES);
  if (!make_zeros(deployment)) return false;
  progress_end();
  list_missing_chunks(deployment);
  deployment->next = 0;
  progress_begin("writing", deployment->missing_bytes);
  if (!run_workers(deployment->options->threads, write_chunks, deployment)) return false;
  progress_end();
  return storage_flush(&deployment->storage);
}

/* --- step 4: read back --- */

struct piece {
  uint64_t offset;
  uint32_t length;
  const uint8_t *sha256; /* NULL: must be zero */
};

/* The work of reading back: first all chunks behind the first part, then the zero runs in pieces. */
static bool take_piece(struct deployment *deployment, struct piece *piece) {
  const struct image_index *index = &deployment->index;
  pthread_mutex_lock(&deployment->lock);
  bool found = deployment->next < index->chunk_count + index->zero_count;
  if (found && deployment->next < index->chunk_count) {
    const struct chunk *chunk = &index->chunks[deployment->next++];
    *piece = (struct piece){chunk->offset, chunk->length, chunk->sha256};
  } else if (found) {
    const struct zero_run *run = &index->zeros[deployment->next - index->chunk_count];
    uint64_t rest = run->length - deployment->next_in_run;
    *piece = (struct piece){run->offset + deployment->next_in_run, rest < CHUNK_BYTES ? (uint32_t)rest : CHUNK_BYTES, NULL};
    deployment->next_in_run += piece->length;
    if (deployment->next_in_run == run->length) {
      deployment->next++;
      deployment->next_in_run = 0;
    }
  }
  pthread_mutex_unlock(&deployment->lock);
  return found;
}

static bool piece_is_right(const struct piece *piece, const uint8_t *bytes) {
  uint8_t digest[DIGEST_BYTES];
  if (piece->sha256 == NULL) return is_zero(bytes, piece->length);
  sha256(bytes, piece->length, digest);
  return memcmp(digest, piece->sha256, DIGEST_BYTES) == 0;
}

static bool fail_verify(const struct deployment *deployment, uint64_t offset, uint32_t length) {
  return fail(VERIFY_MISMATCH, "%s gives back other bytes than were written, between byte %" PRIu64 " and %" PRIu64 ". The storage is probably worn out or a fake; use another one.",
              deployment->options->target, offset, offset + length);
}

static void verify_pieces(void *context) {
  struct deployment *deployment = context;
  uint8_t *buffer = storage_buffer(CHUNK_BYTES);
  struct piece piece;
  while (buffer != NULL && !stopping() && take_piece(deployment, &piece)) {
    if (!storage_read(&deployment->storage, buffer, piece.offset, piece.length)) break;
    if (!piece_is_right(&piece, buffer)) fail_verify(deployment, piece.offset, piece.length);
    progress_add(piece.length);
  }
  free(buffer);
}

static bool verify_all_but_first_part(struct deployment *deployment, uint64_t *verified) {
  uint64_t early = bytes_of(deployment->index.chunks, deployment->early_chunks);
  *verified = deployment->index.data_bytes + deployment->index.zero_bytes - early;
  deployment->next = deployment->early_chunks;
  deployment->next_in_run = 0;
  progress_begin("verifying", *verified);
  bool good = run_workers(deployment->options->threads, verify_pieces, deployment);
  progress_end();
  return good;
}

/* --- step 5: the first part, its very first bytes last of all --- */

static bool place_chunk(void *context, const struct chunk *chunk, uint8_t *raw) {
  memcpy((uint8_t *)context + chunk->offset, raw, chunk->length);
  return true;
}

static bool fetch_first_part(struct deployment *deployment, uint8_t *part) {
  struct fetcher *fetcher = fetcher_open(deployment->options->frames_url);
  bool good = fetcher != NULL;
  for (size_t i = 0; good && i < deployment->early_chunks; i++) {
    const struct chunk *chunk = &deployment->index.chunks[i];
    good = fetch_chunks(fetcher, &chunk, 1, place_chunk, part);
  }
  fetcher_close(fetcher);
  return good && !stopping();
}

/* The simulator's weak block may damage the buffer that is written, so each write gets a copy. */
static bool write_part(struct deployment *deployment, const uint8_t *part, uint8_t *copy, size_t from, size_t to) {
  if (from >= to) return true;
  memcpy(copy, part + from, to - from);
  return storage_write(&deployment->storage, copy, from, to - from) && storage_flush(&deployment->storage);
}

static bool write_first_part(struct deployment *deployment, uint64_t *verified) {
  size_t length = first_part_length(deployment);
  size_t boot = length < BOOT_BYTES ? length : BOOT_BYTES;
  uint8_t *part = storage_buffer(CHUNK_BYTES), *copy = storage_buffer(CHUNK_BYTES);
  bool good = part != NULL && copy != NULL;
  progress_begin("finishing", bytes_of(deployment->index.chunks, deployment->early_chunks));
  if (good) memset(part, 0, CHUNK_BYTES);
  good = good && fetch_first_part(deployment, part) && write_part(deployment, part, copy, boot, length) &&
         write_part(deployment, part, copy, 0, boot) && storage_read(&deployment->storage, copy, 0, length);
  if (good && memcmp(part, copy, length) != 0) good = fail_verify(deployment, 0, (uint32_t)length);
  free(part);
  free(copy);
  if (!good) return false;
  uint64_t early = bytes_of(deployment->index.chunks, deployment->early_chunks);
  progress_add(early);
  progress_end();
  *verified += early;
  return true;
}

static bool open_target(struct deployment *deployment) {
  const struct deploy_options *options = deployment->options;
  if (options->target_descriptor == 0) return storage_open(&deployment->storage, options->target, true, options->target_size);
  return storage_adopt(&deployment->storage, options->target_descriptor, options->target, options->target_size);
}

static bool run_steps(struct deployment *deployment, uint64_t *verified_bytes) {
  progress_begin("checking", 0);
  return open_target(deployment) && check_image(deployment) && erase_first_part(deployment) &&
         (!deployment->options->resume || find_what_is_there(deployment)) && write_all_but_first_part(deployment) &&
         verify_all_but_first_part(deployment, verified_bytes) && write_first_part(deployment, verified_bytes);
}

bool deploy(const struct deploy_options *options, uint64_t *verified_bytes) {
  struct deployment deployment = {.options = options, .storage = {.direct = -1, .buffered = -1}};
  pthread_mutex_init(&deployment.lock, NULL);
  bool good = run_steps(&deployment, verified_bytes);
  storage_close(&deployment.storage);
  index_free(&deployment.index);
  free(deployment.is_there);
  free(deployment.missing);
  pthread_mutex_destroy(&deployment.lock);
  return good;
}
