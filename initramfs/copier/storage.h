/* The storage that is written or read: a block device, or a file (simulator, tests). */
#ifndef BOOTBENCH_STORAGE_H
#define BOOTBENCH_STORAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Buffers for storage_read and storage_write start and end on a multiple of this. */
#define BUFFER_ALIGNMENT 4096

struct storage {
  const char *path;
  uint64_t size;
  uint32_t sector;   /* direct reads and writes must be aligned to this */
  int direct;        /* file descriptor with O_DIRECT, or -1 */
  int buffered;      /* file descriptor without */
  bool is_block_device;
  bool is_handed_over;   /* the descriptors came from the broker: a drive of the station's computer */
};

/*
 * Opens for reading, or for reading and writing. `expected_size` 0 means any. Fails with storage-missing,
 * storage-changed, storage-read-failed or storage-write-failed (in use, write-protected).
 */
bool storage_open(struct storage *storage, const char *path, bool writable, uint64_t expected_size);
/*
 * The same with what the broker has opened: `descriptor`, and the same storage with O_DIRECT as the next one (or closed).
 * `path` is for words only. What fails because the drive was taken out fails with storage-unplugged.
 */
bool storage_adopt(struct storage *storage, int descriptor, const char *path, uint64_t expected_size);
void storage_close(struct storage *storage);

/* An aligned buffer of at least `length` bytes, to be freed with free(). NULL (and a failure) without memory. */
void *storage_buffer(size_t length);

/* Reads past the page cache. The buffer is aligned and its size a multiple of BUFFER_ALIGNMENT. */
bool storage_read(const struct storage *storage, void *buffer, uint64_t offset, size_t length);
/* Writes; only storage_flush makes it last. In the simulator's build the bytes may be damaged on purpose. */
bool storage_write(const struct storage *storage, void *buffer, uint64_t offset, size_t length);
bool storage_flush(const struct storage *storage);

/* Tells a block device that everything from `offset` on is not needed. For speed only: no promise, no failure. */
void storage_discard(const struct storage *storage, uint64_t offset);
/*
 * Makes these bytes zero: at once where the storage can do that itself, otherwise by reading, and writing where they
 * are not zero. Counts the progress.
 */
bool storage_zero(const struct storage *storage, uint64_t offset, uint64_t length);

bool is_zero(const void *bytes, size_t length);

#endif
