#include "manifest.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

#define HASH "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define ID "ba7816bf8f01cfea414140de5dae2223"

static bool parses(const char *text) {
  struct manifest manifest;
  char reason[256];
  return manifest_parse(text, strlen(text), &manifest, reason, sizeof reason);
}

static void reads_a_manifest(void) {
  static const char text[] = "{\"format\":1,\"id\":\"" ID "\",\"name\":\"\\u00e4\",\"rawSize\":1024,\"chunkCount\":2,"
                             "\"framesSize\":77,\"indexSha256\":\"" HASH "\",\"unknown\":[1]}";
  struct manifest manifest;
  char reason[256];
  CHECK(manifest_parse(text, sizeof text - 1, &manifest, reason, sizeof reason));
  CHECK(manifest.raw_size == 1024 && manifest.chunk_count == 2 && manifest.frames_size == 77);
  CHECK(strcmp(manifest.id, ID) == 0 && manifest.index_sha256[0] == 0xba);
  for (size_t length = 0; length + 1 < sizeof text; length++)
    CHECK(!manifest_parse(text, length, &manifest, reason, sizeof reason));
}

static void refuses_others(void) {
  CHECK(!parses("[]"));
  CHECK(!parses("{}"));
  CHECK(!parses("{\"format\":2,\"id\":\"" ID "\",\"rawSize\":1,\"chunkCount\":2,\"framesSize\":7,\"indexSha256\":\"" HASH "\"}"));
  CHECK(!parses("{\"format\":1,\"id\":\"" ID "\",\"rawSize\":-1,\"chunkCount\":2,\"framesSize\":7,\"indexSha256\":\"" HASH "\"}"));
  CHECK(!parses("{\"format\":1,\"id\":\"x\",\"rawSize\":1,\"chunkCount\":2,\"framesSize\":7,\"indexSha256\":\"" HASH "\"}"));
  CHECK(!parses("{\"format\":1,\"id\":\"" ID "\",\"rawSize\":1,\"chunkCount\":2,\"framesSize\":7,\"indexSha256\":\"12\"}"));
}

static void write_file(const char *path, const void *bytes, size_t length) {
  FILE *file = fopen(path, "wb");
  CHECK(file != NULL && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
}

static bool verifies(const char *text, const uint8_t *signature, size_t length, const char *key_file) {
  char reason[256];
  return manifest_verify(text, strlen(text), signature, length, key_file, reason, sizeof reason);
}

static void checks_signatures(void) {
  char path[] = "/tmp/copier-test-XXXXXX";
  uint8_t signature[64], raw[32];
  size_t signature_length = sizeof signature, raw_length = sizeof raw;
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  CHECK(key != NULL && context != NULL && mkstemp(path) >= 0);
  CHECK(EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1);
  CHECK(EVP_DigestSign(context, signature, &signature_length, (const uint8_t *)"hello", 5) == 1);
  CHECK(EVP_PKEY_get_raw_public_key(key, raw, &raw_length) == 1);

  write_file(path, raw, sizeof raw);
  CHECK(verifies("hello", signature, 64, path));
  CHECK(!verifies("hellO", signature, 64, path));
  CHECK(!verifies("hello", signature, 63, path));
  CHECK(!verifies("hello", signature, 0, path));
  FILE *file = fopen(path, "wb");
  CHECK(file != NULL && PEM_write_PUBKEY(file, key) == 1 && fclose(file) == 0);
  CHECK(verifies("hello", signature, 64, path));
  signature[3] ^= 1;
  CHECK(!verifies("hello", signature, 64, path));
  write_file(path, "no key", 6);
  CHECK(!verifies("hello", signature, 64, path));
  unlink(path);
  CHECK(!verifies("hello", signature, 64, path));
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
}

void test_manifest(void) {
  reads_a_manifest();
  refuses_others();
  checks_signatures();
}
