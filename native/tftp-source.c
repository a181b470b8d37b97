#define _GNU_SOURCE
#include "tftp-source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SLOTS_PER_READ = 64 };

static struct blob *blobs;

struct blob *blob_create(uint64_t id, uint64_t size) {
  struct blob *blob = size > SIZE_MAX / 2 ? NULL : malloc(sizeof *blob + (size_t)size);
  if (blob == NULL) return NULL;
  *blob = (struct blob){.id = id, .size = size, .next = blobs};
  blobs = blob;
  return blob;
}

struct blob *blob_find(uint64_t id) {
  struct blob *blob = blobs;
  while (blob != NULL && (blob->id != id || blob->is_forgotten)) blob = blob->next;
  return blob;
}

static void free_if_unused(struct blob *blob) {
  if (blob->users > 0 || !blob->is_forgotten) return;
  struct blob **place = &blobs;
  while (*place != blob) place = &(*place)->next;
  *place = blob->next;
  free(blob);
}

void blob_forget(struct blob *blob) {
  blob->is_forgotten = true;
  free_if_unused(blob);
}

void source_use_blob(struct source *source, struct blob *blob) {
  source->blob = blob;
  blob->users++;
}

int source_open_file(struct source *source, const char *path, uint64_t size) {
  struct stat facts;
  /* O_NONBLOCK: opening a fifo must not stop everything; it means nothing for a regular file. */
  const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return errno;
  int problem = 0;
  if (fstat(file, &facts) != 0) problem = errno;
  else if (!S_ISREG(facts.st_mode) || (uint64_t)facts.st_size != size) problem = EBADMSG;
  if (problem != 0) {
    close(file);
    return problem;
  }
  (void)posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
  source->file = file;
  return 0;
}

void source_close(struct source *source) {
  if (source->file >= 0) close(source->file);
  source->file = -1;
  if (source->blob != NULL) {
    source->blob->users--;
    free_if_unused(source->blob);
  }
  source->blob = NULL;
}

static void copy_from_blob(const struct blob *blob, uint64_t offset, const struct iovec *parts, int count) {
  for (int i = 0; i < count; i++) {
    memcpy(parts[i].iov_base, blob->bytes + offset, parts[i].iov_len);
    offset += parts[i].iov_len;
  }
}

int source_read(const struct source *source, uint64_t offset, size_t length, uint8_t *slots, size_t slot_size,
                size_t header) {
  const size_t payload = slot_size - header;
  while (length > 0) {
    struct iovec parts[SLOTS_PER_READ];
    size_t total = 0;
    int count = 0;
    for (; count < SLOTS_PER_READ && total < length; count++) {
      const size_t part = length - total < payload ? length - total : payload;
      parts[count] = (struct iovec){.iov_base = slots + header, .iov_len = part};
      slots += slot_size;
      total += part;
    }
    if (source->blob != NULL) {
      copy_from_blob(source->blob, offset, parts, count);
    } else {
      const ssize_t got = preadv(source->file, parts, count, (off_t)offset);
      if (got < 0) return errno;
      /* A regular file gives less than was asked for at its end only. */
      if ((size_t)got != total) return EIO;
    }
    offset += total;
    length -= total;
  }
  return 0;
}
