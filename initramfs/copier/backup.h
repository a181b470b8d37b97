/* Reading storage into the station: docs/agent-protocol.md, "Backup chunks". */
#ifndef BOOTBENCH_BACKUP_H
#define BOOTBENCH_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

struct backup_options {
  const char *chunks_url, *complete_url;
  const char *state_url; /* or NULL: "state" instead of the last part of complete_url */
  const char *target;
  int target_descriptor; /* or 0: the target is opened by its path */
  uint64_t target_size; /* or 0 */
  int threads;
};

/* True when the station has sealed and checked what was sent; then `verified_bytes` is the size of the storage. */
bool backup(const struct backup_options *options, uint64_t *verified_bytes);

#endif
