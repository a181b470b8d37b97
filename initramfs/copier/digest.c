#include "digest.h"

#include <openssl/evp.h>
#include <stdlib.h>

void sha256(const void *data, size_t length, uint8_t digest[DIGEST_BYTES]) {
  /* SHA-256 over memory fails only when there is no memory for its context; then nothing can be trusted. */
  if (EVP_Digest(data, length, digest, NULL, EVP_sha256(), NULL) != 1) abort();
}

void digest_to_text(const uint8_t digest[DIGEST_BYTES], char text[DIGEST_TEXT_SIZE]) {
  static const char digits[] = "0123456789abcdef";
  for (int i = 0; i < DIGEST_BYTES; i++) {
    text[2 * i] = digits[digest[i] >> 4];
    text[2 * i + 1] = digits[digest[i] & 15];
  }
  text[2 * DIGEST_BYTES] = '\0';
}

static int digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

bool digest_from_text(const char *text, uint8_t digest[DIGEST_BYTES]) {
  for (int i = 0; i < DIGEST_BYTES; i++) {
    int high = digit_value(text[2 * i]);
    if (high < 0) return false;
    int low = digit_value(text[2 * i + 1]);
    if (low < 0) return false;
    digest[i] = (uint8_t)(high << 4 | low);
  }
  return text[2 * DIGEST_BYTES] == '\0';
}
