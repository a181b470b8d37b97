/* Gets frames from the station and turns them into checked chunks while they arrive. */
#ifndef BOOTBENCH_FETCH_H
#define BOOTBENCH_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index.h"

/* Takes the raw bytes of a chunk whose hash is right. The buffer is aligned for storage_write. */
typedef bool (*chunk_sink)(void *context, const struct chunk *chunk, uint8_t *raw);

struct fetcher;

/* One per thread: a connection and room for one frame and one chunk. NULL with the failure recorded. */
struct fetcher *fetcher_open(const char *frames_url);
void fetcher_close(struct fetcher *fetcher);

/*
 * Gets `count` chunks whose frames lie one behind the other, by one range request. After a break it goes on behind the
 * last chunk that the sink took. Fails with frame-corrupt, station-unreachable, station-refused.
 */
bool fetch_chunks(struct fetcher *fetcher, const struct chunk *const *chunks, size_t count, chunk_sink sink,
                  void *context);

#endif
