#include "manifest.h"

#include <errno.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#define SIGNATURE_BYTES 64
#define RAW_KEY_BYTES 32
#define MOST_KEY_FILE_BYTES 4096

static EVP_PKEY *key_from_bytes(const uint8_t *bytes, size_t length) {
  if (length == RAW_KEY_BYTES) return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes, length);
  BIO *source = BIO_new_mem_buf(bytes, (int)length);
  if (source == NULL) return NULL;
  EVP_PKEY *key = PEM_read_bio_PUBKEY(source, NULL, NULL, NULL);
  BIO_free(source);
  if (key != NULL) return key;
  const unsigned char *at = bytes;
  return d2i_PUBKEY(NULL, &at, (long)length);
}

static EVP_PKEY *read_key(const char *path, char *reason, size_t reason_size) {
  uint8_t bytes[MOST_KEY_FILE_BYTES];
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    snprintf(reason, reason_size, "the station's public key %s cannot be read: %s", path, strerror(errno));
    return NULL;
  }
  size_t length = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  EVP_PKEY *key = key_from_bytes(bytes, length);
  if (key != NULL && EVP_PKEY_id(key) == EVP_PKEY_ED25519) return key;
  EVP_PKEY_free(key);
  snprintf(reason, reason_size, "%s holds no Ed25519 public key", path);
  return NULL;
}

bool manifest_verify(const void *text, size_t length, const uint8_t *signature, size_t signature_length,
                     const char *key_file, char *reason, size_t reason_size) {
  if (signature_length != SIGNATURE_BYTES) {
    snprintf(reason, reason_size, "the signature has %zu bytes instead of %d", signature_length, SIGNATURE_BYTES);
    return false;
  }
  EVP_PKEY *key = read_key(key_file, reason, reason_size);
  if (key == NULL) return false;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool good = context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
              EVP_DigestVerify(context, signature, signature_length, text, length) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  if (!good) snprintf(reason, reason_size, "the signature was not made with this station's key");
  return good;
}

static bool read_size(const json_t *root, const char *name, uint64_t *value) {
  const json_t *member = json_object_get(root, name);
  if (!json_is_integer(member) || json_integer_value(member) < 0) return false;
  *value = (uint64_t)json_integer_value(member);
  return true;
}

static const char *read_members(const json_t *root, struct manifest *manifest) {
  const char *id = json_string_value(json_object_get(root, "id"));
  const char *index_sha256 = json_string_value(json_object_get(root, "indexSha256"));
  if (!json_is_object(root)) return "it is no JSON object";
  if (json_integer_value(json_object_get(root, "format")) != 1) return "its format is not 1; the agent is older than the image";
  if (!read_size(root, "rawSize", &manifest->raw_size)) return "rawSize is missing";
  if (!read_size(root, "chunkCount", &manifest->chunk_count)) return "chunkCount is missing";
  if (!read_size(root, "framesSize", &manifest->frames_size)) return "framesSize is missing";
  if (index_sha256 == NULL || !digest_from_text(index_sha256, manifest->index_sha256)) return "indexSha256 is missing";
  if (id == NULL || strlen(id) != sizeof manifest->id - 1) return "id is missing";
  memcpy(manifest->id, id, sizeof manifest->id);
  return NULL;
}

bool manifest_parse(const char *text, size_t length, struct manifest *manifest, char *reason, size_t reason_size) {
  json_error_t error;
  memset(manifest, 0, sizeof *manifest);
  json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
  if (root == NULL) {
    snprintf(reason, reason_size, "the manifest is no JSON (line %d: %s)", error.line, error.text);
    return false;
  }
  const char *wrong = read_members(root, manifest);
  json_decref(root);
  if (wrong != NULL) snprintf(reason, reason_size, "the manifest is not usable: %s", wrong);
  return wrong == NULL;
}
