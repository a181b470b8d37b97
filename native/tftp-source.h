/* Where the bytes of a transfer come from: a file, or bytes in memory that transfers share. */
#ifndef BOOTBENCH_TFTP_SOURCE_H
#define BOOTBENCH_TFTP_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that the station gave once, for as many transfers as it likes. Freed when it forgot them and no transfer uses them. */
struct blob {
  uint64_t id;
  uint64_t size;
  unsigned users;
  bool is_forgotten;
  struct blob *next;
  uint8_t bytes[];
};

/* NULL when there is no memory for it. */
struct blob *blob_create(uint64_t id, uint64_t size);
struct blob *blob_find(uint64_t id);
void blob_forget(struct blob *blob);

struct source {
  struct blob *blob; /* or NULL */
  int file;          /* or -1 */
};

void source_use_blob(struct source *source, struct blob *blob);
/* 0 or an errno; EBADMSG when the file's length is not `size`. */
int source_open_file(struct source *source, const char *path, uint64_t size);
void source_close(struct source *source);
/*
 * Puts `length` bytes from `offset` into slots of `slot_size`, `header` bytes free before each. The
 * last slot may be shorter. 0 or an errno; EIO when the file has become shorter.
 */
int source_read(const struct source *source, uint64_t offset, size_t length, uint8_t *slots, size_t slot_size,
                size_t header);

#endif
