#include "index.h"

#include <string.h>

#include "check.h"

#define HASH "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define HEADER(size, chunks, zeros, frames) \
  "bootbench-index 1\nsize " size "\nchunks " chunks "\nzeros " zeros "\nframes " frames "\n"

static const char good[] = HEADER("4194304", "2", "1", "900") "data 0 1048576 0 500 " HASH "\n"
                           "zero 1048576 2097152\n"
                           "data 3145728 512 500 400 " HASH "\n";

static bool parse(const char *text, struct image_index *index) {
  char reason[256] = "";
  bool parsed = index_parse(text, strlen(text), index, reason, sizeof reason);
  CHECK(parsed == (reason[0] == '\0'));
  return parsed;
}

static bool is_refused(const char *text) {
  struct image_index index;
  bool parsed = parse(text, &index);
  index_free(&index);
  return !parsed;
}

static void reads_a_good_index(void) {
  struct image_index index;
  CHECK(parse(good, &index));
  CHECK(index.size == 4194304 && index.frames_bytes == 900);
  CHECK(index.chunk_count == 2 && index.zero_count == 1);
  CHECK(index.data_bytes == 1048576 + 512 && index.zero_bytes == 2097152);
  CHECK(index.chunks[1].offset == 3145728 && index.chunks[1].length == 512);
  CHECK(index.chunks[1].frame_offset == 500 && index.chunks[1].frame_length == 400);
  CHECK(index.chunks[1].sha256[0] == 0xba && index.chunks[1].sha256[31] == 0xad);
  CHECK(index.zeros[0].offset == 1048576 && index.zeros[0].length == 2097152);
  index_free(&index);
}

/* Each cut is refused, except after a whole last line (there is none such here but the end). */
static void refuses_every_truncation(void) {
  for (size_t length = 0; length + 1 < sizeof good; length++) {
    char *text = malloc(length + 1);
    struct image_index index;
    char reason[256];
    memcpy(text, good, length);
    text[length] = '\0';
    CHECK(!index_parse(text, length, &index, reason, sizeof reason));
    free(text);
  }
}

static void survives_every_changed_byte(void) {
  char text[sizeof good];
  for (size_t at = 0; at + 1 < sizeof good; at++) {
    for (int value = 0; value < 256; value += 5) {
      struct image_index index;
      char reason[256];
      memcpy(text, good, sizeof good);
      text[at] = (char)value;
      if (!index_parse(text, sizeof good - 1, &index, reason, sizeof reason)) continue;
      for (size_t i = 0; i < index.chunk_count; i++) CHECK(index.chunks[i].offset + index.chunks[i].length <= index.size);
      index_free(&index);
    }
  }
}

void test_index(void) {
  reads_a_good_index();
  refuses_every_truncation();
  survives_every_changed_byte();
  CHECK(!is_refused(HEADER("512", "0", "0", "0")));
  CHECK(is_refused("bootbench-index 2\nsize 512\nchunks 0\nzeros 0\nframes 0\n"));
  CHECK(is_refused(HEADER("0", "0", "0", "0")));
  CHECK(is_refused(HEADER("513", "0", "0", "0")));
  CHECK(is_refused(HEADER("512", "9999999999", "0", "0")));
  CHECK(is_refused(HEADER("512", "18446744073709551616", "0", "0")));
  CHECK(is_refused(HEADER("0512", "0", "0", "0")));
  /* crosses a multiple of 1 MiB; not a sector; overlaps; wrong order; beyond the size; frame outside the file */
  CHECK(is_refused(HEADER("4194304", "1", "0", "9") "data 512 1048576 0 9 " HASH "\n"));
  CHECK(is_refused(HEADER("4194304", "1", "0", "9") "data 100 512 0 9 " HASH "\n"));
  CHECK(is_refused(HEADER("4194304", "1", "1", "9") "zero 0 1024\ndata 512 512 0 9 " HASH "\n"));
  CHECK(is_refused(HEADER("4194304", "1", "1", "9") "data 1024 512 0 9 " HASH "\nzero 0 512\n"));
  CHECK(is_refused(HEADER("1024", "1", "0", "9") "data 1024 512 0 9 " HASH "\n"));
  CHECK(is_refused(HEADER("1024", "1", "0", "9") "data 0 512 1 9 " HASH "\n"));
  CHECK(is_refused(HEADER("1024", "0", "1", "0") "zero 0 18446744073709551104\n"));
  CHECK(is_refused(HEADER("1024", "1", "0", "9") "data 0 512 0 9 " HASH " \n"));
}
