/* manifest.json of docs/image-format.md and its signature. */
#ifndef BOOTBENCH_MANIFEST_H
#define BOOTBENCH_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"

struct manifest {
  char id[33];
  uint64_t raw_size;
  uint64_t chunk_count;
  uint64_t frames_size;
  uint8_t index_sha256[DIGEST_BYTES];
};

/*
 * Checks the Ed25519 signature (64 bytes) of these exact bytes. The key file holds the station's public key as PEM, as
 * DER (SubjectPublicKeyInfo) or as the plain 32 bytes. `reason` says why not.
 */
bool manifest_verify(const void *text, size_t length, const uint8_t *signature, size_t signature_length,
                     const char *key_file, char *reason, size_t reason_size);

/* Reads the members that writing needs and ignores the others. */
bool manifest_parse(const char *text, size_t length, struct manifest *manifest, char *reason, size_t reason_size);

#endif
