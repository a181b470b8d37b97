/* SHA-256 and its hexadecimal form. */
#ifndef BOOTBENCH_DIGEST_H
#define BOOTBENCH_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGEST_BYTES 32
#define DIGEST_TEXT_SIZE 65

void sha256(const void *data, size_t length, uint8_t digest[DIGEST_BYTES]);
void digest_to_text(const uint8_t digest[DIGEST_BYTES], char text[DIGEST_TEXT_SIZE]);
/* Reads exactly 64 lower-case hexadecimal digits. False if there is anything else. */
bool digest_from_text(const char *text, uint8_t digest[DIGEST_BYTES]);

#endif
