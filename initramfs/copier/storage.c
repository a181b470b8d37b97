#include "storage.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "faults.h"
#include "outcome.h"
#include "report.h"
#include "waits.h"

#define PIECE_BYTES ((size_t)1048576)
#define DISCARD_BYTES ((uint64_t)1 << 30)
#define ZERO_BYTES ((uint64_t)256 << 20)
#define GONE_TRIES 20
#define GONE_PAUSE_NANOSECONDS 100000000L

static bool fail_open(const char *path, bool writable) {
  switch (errno) {
    case ENOENT:
    case ENXIO:
    case ENODEV:
    case ENOMEDIUM:
      return fail(STORAGE_MISSING, "There is no storage %s on this board.", path);
    case EBUSY:
      return fail(STORAGE_WRITE_FAILED, "%s is in use (mounted, or opened by another program). Unmount it and try again.", path);
    case EROFS:
      return fail(STORAGE_WRITE_FAILED, "%s is write-protected.", path);
    default:
      return fail(writable ? STORAGE_WRITE_FAILED : STORAGE_READ_FAILED, "%s cannot be opened: %s.", path, strerror(errno));
  }
}

static bool find_size(struct storage *storage) {
  struct stat facts;
  if (fstat(storage->buffered, &facts) != 0) return fail_open(storage->path, false);
  storage->is_block_device = S_ISBLK(facts.st_mode);
  if (S_ISREG(facts.st_mode)) storage->size = (uint64_t)facts.st_size;
  else if (!storage->is_block_device) return fail(STORAGE_MISSING, "%s is no block device.", storage->path);
  else if (ioctl(storage->buffered, BLKGETSIZE64, &storage->size) != 0) return fail_open(storage->path, false);
  if (storage->size == 0) return fail(STORAGE_MISSING, "%s has no medium in it (its size is 0).", storage->path);
  return true;
}

/* Finds by trial what direct reads must be aligned to; there is no way to ask that all kernels know. */
static void try_direct(struct storage *storage) {
  static const uint32_t candidates[] = {512, 4096};
  int sector = 0;
  void *buffer = NULL;
  if (storage->is_block_device && ioctl(storage->buffered, BLKSSZGET, &sector) != 0) sector = 0;
  if (storage->direct >= 0 && posix_memalign(&buffer, BUFFER_ALIGNMENT, BUFFER_ALIGNMENT) == 0) {
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
      storage->sector = candidates[i];
      if ((int)candidates[i] >= sector && (pread(storage->direct, buffer, candidates[i], 0) >= 0 || errno != EINVAL)) break;
      storage->sector = 0;
    }
    free(buffer);
  }
  if (storage->sector != 0) return;
  report_log("%s has no direct reads and writes (O_DIRECT); going through the page cache, dropped before the read-back.",
             storage->path);
  if (storage->direct >= 0) close(storage->direct);
  storage->direct = -1;
  storage->sector = 512;
}

static void begin(struct storage *storage, const char *path) {
  memset(storage, 0, sizeof *storage);
  storage->path = path;
  storage->direct = storage->buffered = -1;
}

static bool has_size(const struct storage *storage, uint64_t expected_size) {
  if (expected_size == 0 || storage->size == expected_size) return true;
  return fail(STORAGE_CHANGED, "%s has %" PRIu64 " bytes now, but %" PRIu64 " when the job was made. Is it another one? Nothing was changed.",
              storage->path, storage->size, expected_size);
}

bool storage_open(struct storage *storage, const char *path, bool writable, uint64_t expected_size) {
  struct stat facts;
  begin(storage, path);
  int flags = (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC;
  /* On a block device O_EXCL means: not while it is mounted. Reading what is mounted would give a torn copy. */
  if (stat(path, &facts) == 0 && S_ISBLK(facts.st_mode)) flags |= O_EXCL;
  storage->buffered = open(path, flags);
  if (storage->buffered < 0) return fail_open(path, writable);
  if (!find_size(storage) || !has_size(storage, expected_size)) return false;
  storage->direct = open(path, (flags & ~O_EXCL) | O_DIRECT);
  try_direct(storage);
  return true;
}

bool storage_adopt(struct storage *storage, int descriptor, const char *path, uint64_t expected_size) {
  begin(storage, path);
  storage->is_handed_over = true;
  storage->buffered = descriptor;
  if (!find_size(storage) || !has_size(storage, expected_size)) return false;
  storage->direct = fcntl(descriptor + 1, F_GETFD) < 0 ? -1 : descriptor + 1;
  try_direct(storage);
  return true;
}

/*
 * Was the drive taken out? An open block device stays in /sys/dev/block until it is unplugged. The first failed access may
 * be a little earlier than that.
 */
static bool is_gone(const struct storage *storage) {
  struct stat facts;
  char place[64];
  if (!storage->is_handed_over || !storage->is_block_device || fstat(storage->buffered, &facts) != 0) return false;
  snprintf(place, sizeof place, "/sys/dev/block/%u:%u", major(facts.st_rdev), minor(facts.st_rdev));
  for (int tries = 0; tries < GONE_TRIES; tries++) {
    if (access(place, F_OK) != 0) return true;
    nanosleep(&(struct timespec){.tv_nsec = GONE_PAUSE_NANOSECONDS}, NULL);
  }
  return false;
}

static bool fail_unplugged(const struct storage *storage) {
  return fail(STORAGE_UNPLUGGED, "%s was unplugged. Plug it in again; the job then goes on.", storage->path);
}

void storage_close(struct storage *storage) {
  if (storage->direct >= 0) close(storage->direct);
  if (storage->buffered >= 0) close(storage->buffered);
  storage->direct = storage->buffered = -1;
}

void *storage_buffer(size_t length) {
  void *buffer = NULL;
  size_t rounded = (length + BUFFER_ALIGNMENT - 1) / BUFFER_ALIGNMENT * BUFFER_ALIGNMENT;
  if (posix_memalign(&buffer, BUFFER_ALIGNMENT, rounded) == 0) return buffer;
  fail(INTERNAL, "There is not enough memory on this board.");
  return NULL;
}

static int descriptor_for(const struct storage *storage, uint64_t offset, size_t length) {
  bool aligned = offset % storage->sector == 0 && length % storage->sector == 0;
  return storage->direct >= 0 && aligned ? storage->direct : storage->buffered;
}

static bool read_once(const struct storage *storage, void *buffer, uint64_t offset, size_t length) {
  int descriptor = descriptor_for(storage, offset, length);
  size_t done = 0;
  if (descriptor == storage->buffered) {
    /* What is still only in memory must be on the storage before the cache is dropped, or it stays there. */
    fdatasync(descriptor);
    posix_fadvise(descriptor, (off_t)offset, (off_t)length, POSIX_FADV_DONTNEED);
  }
  errno = faults_access(offset, length);
  if (errno != 0) return false;
  while (done < length) {
    ssize_t count = pread(descriptor, (char *)buffer + done, length - done, (off_t)(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;
    if (count <= 0) return false;
    done += (size_t)count;
  }
  return true;
}

/* Where in a piece that could not be read the first bad block is, to say it to the person. */
static uint64_t first_bad_offset(const struct storage *storage, void *buffer, uint64_t offset, size_t length) {
  for (size_t done = 0; done < length; done += BUFFER_ALIGNMENT) {
    size_t piece = length - done < BUFFER_ALIGNMENT ? length - done : BUFFER_ALIGNMENT;
    if (!read_once(storage, buffer, offset + done, piece)) return offset + done;
  }
  return offset;
}

bool storage_read(const struct storage *storage, void *buffer, uint64_t offset, size_t length) {
  enum wait before = wait_begin(WAIT_STORAGE);
  bool good = read_once(storage, buffer, offset, length);
  int error = errno;
  wait_end(before);
  if (good) return true;
  if (is_gone(storage)) return fail_unplugged(storage);
  uint64_t bad = first_bad_offset(storage, buffer, offset, length);
  return fail(STORAGE_READ_FAILED, "%s cannot be read at byte %" PRIu64 ": %s. The storage is probably worn out or broken.",
              storage->path, bad, strerror(error));
}

static bool fail_write(const struct storage *storage, uint64_t offset, int error) {
  if (is_gone(storage)) return fail_unplugged(storage);
  return fail(STORAGE_WRITE_FAILED, "%s cannot be written at byte %" PRIu64 ": %s. The storage is probably worn out, broken or write-protected.",
              storage->path, offset, strerror(error));
}

static bool write_once(const struct storage *storage, void *buffer, uint64_t offset, size_t length) {
  size_t allowed = faults_bytes_before_power_cut(length);
  int descriptor = descriptor_for(storage, offset, length);
  int error = faults_access(offset, length);
  if (error != 0) return fail_write(storage, offset, error);
  faults_weaken(offset, buffer, length);
  for (size_t done = 0; done < allowed;) {
    ssize_t count = pwrite(descriptor, (char *)buffer + done, allowed - done, (off_t)(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fail_write(storage, offset + done, count == 0 ? ENOSPC : errno);
    done += (size_t)count;
  }
  if (allowed < length) faults_cut_power();
  return true;
}

bool storage_write(const struct storage *storage, void *buffer, uint64_t offset, size_t length) {
  enum wait before = wait_begin(WAIT_STORAGE);
  bool good = write_once(storage, buffer, offset, length);
  wait_end(before);
  return good;
}

bool storage_flush(const struct storage *storage) {
  enum wait before = wait_begin(WAIT_STORAGE);
  int error = fdatasync(storage->buffered) == 0 ? 0 : errno;
  wait_end(before);
  if (error == 0) return true;
  if (is_gone(storage)) return fail_unplugged(storage);
  return fail(STORAGE_WRITE_FAILED, "%s did not take what was written: %s.", storage->path, strerror(error));
}

void storage_discard(const struct storage *storage, uint64_t offset) {
  if (!storage->is_block_device) return;
  while (offset < storage->size && !stopping()) {
    uint64_t length = storage->size - offset < DISCARD_BYTES ? storage->size - offset : DISCARD_BYTES;
    uint64_t range[2] = {offset, length};
    if (ioctl(storage->buffered, BLKDISCARD, range) != 0) {
      report_log("%s cannot discard (%s); going on without, only slower.", storage->path, strerror(errno));
      return;
    }
    offset += length;
    progress_tick();
  }
}

/* The storage makes zeros itself: a hole in a file, or the write-zeroes command of a device, never slow writes. */
static bool zero_quickly(const struct storage *storage, uint64_t offset, uint64_t length) {
  enum wait before = wait_begin(WAIT_STORAGE);
  int result = fallocate(storage->buffered, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)length);
  wait_end(before);
  return result == 0;
}

bool is_zero(const void *bytes, size_t length) {
  const unsigned char *at = bytes;
  return length == 0 || (at[0] == 0 && memcmp(at, at + 1, length - 1) == 0);
}

static bool zero_slowly(const struct storage *storage, uint64_t offset, uint64_t length) {
  void *buffer = storage_buffer(PIECE_BYTES);
  bool good = buffer != NULL;
  while (good && length > 0 && !stopping()) {
    size_t piece = length < PIECE_BYTES ? (size_t)length : PIECE_BYTES;
    good = storage_read(storage, buffer, offset, piece);
    if (good && !is_zero(buffer, piece)) {
      memset(buffer, 0, piece);
      good = storage_write(storage, buffer, offset, piece);
    }
    offset += piece;
    length -= piece;
    progress_add(piece);
    progress_tick();
  }
  free(buffer);
  return good;
}

bool storage_zero(const struct storage *storage, uint64_t offset, uint64_t length) {
  while (length > 0 && !stopping()) {
    uint64_t piece = length < ZERO_BYTES ? length : ZERO_BYTES;
    if (!zero_quickly(storage, offset, piece)) return zero_slowly(storage, offset, length);
    offset += piece;
    length -= piece;
    progress_add(piece);
    progress_tick();
  }
  return !stopping();
}
