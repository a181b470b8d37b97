/* Writing an image to storage: docs/image-format.md, "Writing an image to storage". */
#ifndef BOOTBENCH_DEPLOY_H
#define BOOTBENCH_DEPLOY_H

#include <stdbool.h>
#include <stdint.h>

struct deploy_options {
  const char *manifest_url, *signature_url, *index_url, *frames_url;
  const char *target;
  int target_descriptor; /* or 0: the target is opened by its path */
  const char *public_key_file; /* or NULL: nothing to check the signature with */
  uint64_t target_size;        /* or 0 */
  int threads;
  bool resume;
};

/* True when every defined byte was read back and was right; then `verified_bytes` says how many. */
bool deploy(const struct deploy_options *options, uint64_t *verified_bytes);

#endif
