#include "index.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
  const char *at;
  const char *end;
  size_t line;
  char *reason;
  size_t reason_size;
};

static bool wrong(struct reader *reader, const char *what) {
  snprintf(reader->reason, reader->reason_size, "line %zu: %s", reader->line, what);
  return false;
}

/* Takes the next word if it is exactly this one. */
static bool take_text(struct reader *reader, const char *text) {
  size_t length = strlen(text);
  if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, text, length) != 0) return false;
  reader->at += length;
  return true;
}

/* A decimal number without sign, spaces or leading zeros. */
static bool take_number(struct reader *reader, uint64_t *value) {
  const char *start = reader->at;
  uint64_t number = 0;
  while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9') {
    unsigned digit = (unsigned)(*reader->at - '0');
    if (number > (UINT64_MAX - digit) / 10) return false;
    number = number * 10 + digit;
    reader->at++;
  }
  *value = number;
  ptrdiff_t digits = reader->at - start;
  return digits == 1 || (digits > 1 && *start != '0');
}

static bool take_digest(struct reader *reader, uint8_t digest[DIGEST_BYTES]) {
  char text[DIGEST_TEXT_SIZE];
  if (reader->end - reader->at < DIGEST_TEXT_SIZE - 1) return false;
  memcpy(text, reader->at, DIGEST_TEXT_SIZE - 1);
  text[DIGEST_TEXT_SIZE - 1] = '\0';
  reader->at += DIGEST_TEXT_SIZE - 1;
  return digest_from_text(text, digest);
}

static bool take_line_end(struct reader *reader) {
  if (!take_text(reader, "\n")) return false;
  reader->line++;
  return true;
}

static bool take_header_number(struct reader *reader, const char *name, uint64_t *value) {
  if (take_text(reader, name) && take_text(reader, " ") && take_number(reader, value) && take_line_end(reader))
    return true;
  char what[64];
  snprintf(what, sizeof what, "expected '%s <number>'", name);
  return wrong(reader, what);
}

static bool take_header(struct reader *reader, struct image_index *index) {
  uint64_t chunks, zeros;
  if (!take_text(reader, "bootbench-index 1") || !take_line_end(reader))
    return wrong(reader, "expected 'bootbench-index 1'");
  if (!take_header_number(reader, "size", &index->size)) return false;
  if (!take_header_number(reader, "chunks", &chunks)) return false;
  if (!take_header_number(reader, "zeros", &zeros)) return false;
  if (!take_header_number(reader, "frames", &index->frames_bytes)) return false;
  if (index->size == 0 || index->size % SECTOR_BYTES != 0 || index->size > INT64_MAX)
    return wrong(reader, "the size is no whole number of sectors");
  /* Each line has at least nine bytes, so a count beyond that is a lie that must not cost memory. */
  size_t most = (size_t)(reader->end - reader->at) / 9;
  if (chunks > most || zeros > most) return wrong(reader, "there are fewer lines than the header says");
  index->chunks = calloc(chunks + 1, sizeof *index->chunks);
  index->zeros = calloc(zeros + 1, sizeof *index->zeros);
  if (index->chunks == NULL || index->zeros == NULL) return wrong(reader, "not enough memory");
  index->chunk_count = chunks;
  index->zero_count = zeros;
  return true;
}

static bool take_chunk(struct reader *reader, struct chunk *chunk, uint64_t frames_bytes) {
  uint64_t length, frame_length;
  if (!take_number(reader, &chunk->offset) || !take_text(reader, " ") || !take_number(reader, &length) ||
      !take_text(reader, " ") || !take_number(reader, &chunk->frame_offset) || !take_text(reader, " ") ||
      !take_number(reader, &frame_length) || !take_text(reader, " ") || !take_digest(reader, chunk->sha256))
    return wrong(reader, "expected 'data <offset> <length> <frame offset> <frame length> <sha256>'");
  if (length == 0 || length > CHUNK_BYTES || length % SECTOR_BYTES != 0 || chunk->offset % SECTOR_BYTES != 0)
    return wrong(reader, "the chunk is no whole number of sectors of at most 1 MiB");
  if (chunk->offset % CHUNK_BYTES + length > CHUNK_BYTES) return wrong(reader, "the chunk crosses a multiple of 1 MiB");
  if (frame_length == 0 || frame_length > MOST_FRAME_BYTES || chunk->frame_offset > frames_bytes ||
      frame_length > frames_bytes - chunk->frame_offset)
    return wrong(reader, "the frame lies outside frames.zst");
  chunk->length = (uint32_t)length;
  chunk->frame_length = (uint32_t)frame_length;
  return true;
}

static bool take_zero_run(struct reader *reader, struct zero_run *run) {
  if (!take_number(reader, &run->offset) || !take_text(reader, " ") || !take_number(reader, &run->length))
    return wrong(reader, "expected 'zero <offset> <length>'");
  if (run->length == 0 || run->length % SECTOR_BYTES != 0 || run->offset % SECTOR_BYTES != 0)
    return wrong(reader, "the zero run is no whole number of sectors");
  return true;
}

/* Checks that [offset, offset + length) lies behind everything before it and within the image. */
static bool take_place(struct reader *reader, uint64_t *free_from, uint64_t offset, uint64_t length, uint64_t size) {
  if (offset < *free_from) return wrong(reader, "it overlaps the line before it, or the order is wrong");
  if (offset > size || length > size - offset) return wrong(reader, "it lies beyond the size of the image");
  *free_from = offset + length;
  return true;
}

static bool take_extents(struct reader *reader, struct image_index *index) {
  size_t chunks = 0, zeros = 0;
  uint64_t free_from = 0;
  while (reader->at < reader->end) {
    if (chunks < index->chunk_count && take_text(reader, "data ")) {
      struct chunk *chunk = &index->chunks[chunks++];
      if (!take_chunk(reader, chunk, index->frames_bytes)) return false;
      if (!take_place(reader, &free_from, chunk->offset, chunk->length, index->size)) return false;
      index->data_bytes += chunk->length;
    } else if (zeros < index->zero_count && take_text(reader, "zero ")) {
      struct zero_run *run = &index->zeros[zeros++];
      if (!take_zero_run(reader, run)) return false;
      if (!take_place(reader, &free_from, run->offset, run->length, index->size)) return false;
      index->zero_bytes += run->length;
    } else {
      return wrong(reader, "unknown line, or more lines than the header says");
    }
    if (!take_line_end(reader)) return wrong(reader, "there is more on the line than belongs there");
  }
  if (chunks != index->chunk_count || zeros != index->zero_count)
    return wrong(reader, "there are fewer lines than the header says");
  return true;
}

bool index_parse(const char *text, size_t length, struct image_index *index, char *reason, size_t reason_size) {
  struct reader reader = {.at = text, .end = text + length, .line = 1, .reason = reason, .reason_size = reason_size};
  memset(index, 0, sizeof *index);
  if (take_header(&reader, index) && take_extents(&reader, index)) return true;
  index_free(index);
  return false;
}

void index_free(struct image_index *index) {
  free(index->chunks);
  free(index->zeros);
  memset(index, 0, sizeof *index);
}
