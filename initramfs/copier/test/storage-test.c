#include "storage.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "faults.h"
#include "outcome.h"

#define SIZE ((size_t)3 * 1048576 + 1536)

static void make_file(char *path) {
  uint8_t *bytes = malloc(SIZE);
  int file = mkstemp(path);
  memset(bytes, 0xdb, SIZE);
  CHECK(file >= 0 && write(file, bytes, SIZE) == (ssize_t)SIZE && close(file) == 0);
  free(bytes);
}

static void writes_and_reads_at_any_sector(const struct storage *storage, uint8_t *buffer) {
  static const size_t lengths[] = {512, 4096, 1536, 1048576};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    uint64_t offset = SIZE - lengths[i];
    memset(buffer, (int)i + 1, lengths[i]);
    CHECK(storage_write(storage, buffer, offset, lengths[i]) && storage_flush(storage));
    memset(buffer, 0, lengths[i]);
    CHECK(storage_read(storage, buffer, offset, lengths[i]));
    CHECK(buffer[0] == i + 1 && memcmp(buffer, buffer + 1, lengths[i] - 1) == 0);
  }
}

static void zeroes_exactly_what_is_asked(const struct storage *storage, uint8_t *buffer) {
  CHECK(storage_zero(storage, 1024, 1048576));
  CHECK(storage_read(storage, buffer, 1024, 1048576) && is_zero(buffer, 1048576));
  CHECK(storage_read(storage, buffer, 512, 512) && buffer[511] == 0xdb);
  CHECK(storage_read(storage, buffer, 1048576 + 1024, 512) && buffer[0] == 0xdb);
}

static void fails_at_the_bad_block(const struct storage *storage, uint8_t *buffer) {
  setenv("BOOTBENCH_FAULTS", "bad-block=1000000", 1);
  CHECK(faults_read());
  CHECK(storage_read(storage, buffer, 0, 999424));
  CHECK(!storage_read(storage, buffer, 0, 1048576));
  CHECK(outcome_code() == STORAGE_READ_FAILED && strstr(outcome_message(), "byte 999424") != NULL);
  outcome_reset();
  CHECK(!storage_write(storage, buffer, 0, 1048576));
  CHECK(outcome_code() == STORAGE_WRITE_FAILED);
  outcome_reset();
  setenv("BOOTBENCH_FAULTS", "bad-luck=1", 1);
  CHECK(!faults_read());
}

static void takes_what_was_opened_for_it(const char *path, uint8_t *buffer) {
  enum { GIVEN = 200 };
  struct storage storage;
  int buffered = open(path, O_RDWR);
  CHECK(dup2(buffered, GIVEN) == GIVEN && close(buffered) == 0);
  CHECK(!storage_adopt(&storage, GIVEN, "a drive", SIZE + 512) && outcome_code() == STORAGE_CHANGED);
  outcome_reset();
  CHECK(storage_adopt(&storage, GIVEN, "a drive", SIZE) && storage.direct == -1);
  CHECK(storage_write(&storage, buffer, 0, 4096) && storage_flush(&storage) && storage_read(&storage, buffer, 0, 4096));
  storage_close(&storage);
}

void test_storage(void) {
  char path[] = "/var/tmp/copier-test-XXXXXX";
  struct storage storage;
  uint8_t *buffer = storage_buffer(1048576);
  CHECK(is_zero("\0\0\0", 3) && !is_zero("\0\0\1", 3) && is_zero("", 0));
  make_file(path);
  outcome_reset();
  CHECK(!storage_open(&storage, "/var/tmp/copier-test-none", true, 0) && outcome_code() == STORAGE_MISSING);
  storage_close(&storage);
  outcome_reset();
  CHECK(!storage_open(&storage, path, true, SIZE + 512) && outcome_code() == STORAGE_CHANGED);
  storage_close(&storage);
  outcome_reset();
  CHECK(!storage_open(&storage, "/dev/null", true, 0) && outcome_code() == STORAGE_MISSING);
  storage_close(&storage);
  outcome_reset();
  CHECK(storage_open(&storage, path, true, SIZE));
  zeroes_exactly_what_is_asked(&storage, buffer);
  writes_and_reads_at_any_sector(&storage, buffer);
  fails_at_the_bad_block(&storage, buffer);
  storage_close(&storage);
  takes_what_was_opened_for_it(path, buffer);
  unlink(path);
  free(buffer);
}
