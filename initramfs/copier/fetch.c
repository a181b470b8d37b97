#include "fetch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "http.h"
#include "outcome.h"
#include "report.h"
#include "storage.h"
#include "waits.h"

/* A frame that arrives wrong so often is wrong at the station, not on the way. */
#define MOST_CORRUPT_ARRIVALS 3

struct fetcher {
  const char *url;
  struct http_session *session;
  ZSTD_DCtx *decompressor;
  uint8_t *frame;
  uint8_t *raw;
  const struct chunk *const *chunks;
  size_t count;
  size_t next; /* the chunk that is arriving */
  uint32_t arrived;
  bool corrupt;
  chunk_sink sink;
  void *context;
};

struct fetcher *fetcher_open(const char *frames_url) {
  struct fetcher *fetcher = calloc(1, sizeof *fetcher);
  if (fetcher == NULL) {
    fail(INTERNAL, "There is not enough memory on this board.");
    return NULL;
  }
  fetcher->url = frames_url;
  fetcher->session = http_open();
  fetcher->decompressor = ZSTD_createDCtx();
  fetcher->frame = malloc(MOST_FRAME_BYTES);
  fetcher->raw = storage_buffer(CHUNK_BYTES);
  if (fetcher->session != NULL && fetcher->decompressor != NULL && fetcher->frame != NULL && fetcher->raw != NULL)
    return fetcher;
  fail(INTERNAL, "There is not enough memory on this board.");
  fetcher_close(fetcher);
  return NULL;
}

void fetcher_close(struct fetcher *fetcher) {
  if (fetcher == NULL) return;
  http_close(fetcher->session);
  ZSTD_freeDCtx(fetcher->decompressor);
  free(fetcher->frame);
  free(fetcher->raw);
  free(fetcher);
}

static bool chunk_is_right(struct fetcher *fetcher, const struct chunk *chunk) {
  uint8_t digest[DIGEST_BYTES];
  size_t length =
      ZSTD_decompressDCtx(fetcher->decompressor, fetcher->raw, CHUNK_BYTES, fetcher->frame, chunk->frame_length);
  if (ZSTD_isError(length) || length != chunk->length) return false;
  sha256(fetcher->raw, length, digest);
  return memcmp(digest, chunk->sha256, DIGEST_BYTES) == 0;
}

static bool take_frame(struct fetcher *fetcher) {
  const struct chunk *chunk = fetcher->chunks[fetcher->next];
  fetcher->arrived = 0;
  enum wait before = wait_begin(WAIT_COMPUTING);
  bool right = chunk_is_right(fetcher, chunk);
  wait_end(before);
  if (!right) {
    fetcher->corrupt = true;
    return false;
  }
  if (!fetcher->sink(fetcher->context, chunk, fetcher->raw)) return false;
  fetcher->next++;
  return true;
}

/* Cuts what arrives into frames. Writing happens in here: the station waits meanwhile, and other threads go on. */
static bool take_bytes(void *context, const uint8_t *bytes, size_t length) {
  struct fetcher *fetcher = context;
  while (length > 0) {
    if (stopping() || fetcher->next == fetcher->count) return false;
    uint32_t missing = fetcher->chunks[fetcher->next]->frame_length - fetcher->arrived;
    size_t taken = length < missing ? length : missing;
    memcpy(fetcher->frame + fetcher->arrived, bytes, taken);
    fetcher->arrived += (uint32_t)taken;
    bytes += taken;
    length -= taken;
    if (taken == missing && !take_frame(fetcher)) return false;
  }
  return true;
}

static bool count_corrupt_arrival(const struct chunk *chunk, int arrivals) {
  if (arrivals >= MOST_CORRUPT_ARRIVALS)
    return fail(FRAME_CORRUPT, "The chunk at byte %" PRIu64 " of the image is damaged at the station. Import the image again.",
                chunk->offset);
  report_log("The chunk at byte %" PRIu64 " of the image arrived damaged; getting it again.", chunk->offset);
  return true;
}

bool fetch_chunks(struct fetcher *fetcher, const struct chunk *const *chunks, size_t count, chunk_sink sink,
                  void *context) {
  fetcher->chunks = chunks;
  fetcher->count = count;
  fetcher->next = 0;
  fetcher->sink = sink;
  fetcher->context = context;
  int attempt = 0, corrupt_arrivals = 0;
  uint64_t last = chunks[count - 1]->frame_offset + chunks[count - 1]->frame_length - 1;
  while (fetcher->next < count) {
    size_t before = fetcher->next;
    fetcher->arrived = 0;
    fetcher->corrupt = false;
    enum http_end end =
        http_get_range(fetcher->session, fetcher->url, chunks[before]->frame_offset, last, take_bytes, fetcher);
    if (end == HTTP_REFUSED || end == HTTP_STOPPED || stopping()) return false;
    if (fetcher->next == count) return true;
    if (fetcher->next > before) attempt = corrupt_arrivals = 0;
    if (fetcher->corrupt && !count_corrupt_arrival(chunks[fetcher->next], ++corrupt_arrivals)) return false;
    if (!fetcher->corrupt && !http_wait_before_retry(fetcher->session, attempt++)) return false;
  }
  return true;
}
