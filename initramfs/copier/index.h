/* index.txt of docs/image-format.md: which bytes of the storage an image defines. */
#ifndef BOOTBENCH_INDEX_H
#define BOOTBENCH_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"

#define CHUNK_BYTES ((uint32_t)1048576)
#define SECTOR_BYTES 512
/* zstd adds little to what it cannot compress; a longer frame is not one of ours. */
#define MOST_FRAME_BYTES (CHUNK_BYTES + 65536)

struct chunk {
  uint64_t offset;
  uint64_t frame_offset;
  uint32_t length;
  uint32_t frame_length;
  uint8_t sha256[DIGEST_BYTES];
};

struct zero_run {
  uint64_t offset;
  uint64_t length;
};

struct image_index {
  uint64_t size;         /* bytes the storage must have at least */
  uint64_t frames_bytes; /* size of frames.zst */
  uint64_t data_bytes;
  uint64_t zero_bytes;
  size_t chunk_count;
  size_t zero_count;
  struct chunk *chunks; /* in the order of their offset */
  struct zero_run *zeros;
};

/*
 * Reads the text (`length` bytes, then a 0). Every rule of the format is checked: order, no overlap, sectors, sizes,
 * counts. On a false return `reason` says what is wrong and at which line, and nothing is left allocated.
 */
bool index_parse(const char *text, size_t length, struct image_index *index, char *reason, size_t reason_size);
void index_free(struct image_index *index);

#endif
