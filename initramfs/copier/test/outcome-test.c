#include "outcome.h"

#include <string.h>

#include "check.h"
#include "digest.h"

void test_outcome(void) {
  outcome_reset();
  CHECK(!stopping());
  CHECK(outcome_code() == OUTCOME_OK);
  CHECK(!fail(STORAGE_TOO_SMALL, "%d bytes", 5));
  fail(INTERNAL, "later");
  CHECK(stopping());
  CHECK(outcome_code() == STORAGE_TOO_SMALL);
  CHECK(strcmp(outcome_message(), "5 bytes") == 0);
  CHECK(strcmp(outcome_name(STORAGE_TOO_SMALL), "storage-too-small") == 0);

  outcome_reset();
  request_stop();
  fail(STATION_UNREACHABLE, "only because of the stop");
  CHECK(outcome_code() == CANCELLED);

  outcome_reset();
  fail_refused(401, "no");
  CHECK(outcome_code() == STATION_REFUSED);
  CHECK(outcome_status() == 401);
  outcome_reset();
  CHECK(outcome_status() == 0);
}

void test_digest(void) {
  /* FIPS 180-4, example "abc". */
  static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  uint8_t digest[DIGEST_BYTES], read[DIGEST_BYTES];
  char text[DIGEST_TEXT_SIZE];
  sha256("abc", 3, digest);
  digest_to_text(digest, text);
  CHECK(strcmp(text, abc) == 0);
  CHECK(digest_from_text(abc, read) && memcmp(read, digest, DIGEST_BYTES) == 0);
  CHECK(!digest_from_text("", read));
  CHECK(!digest_from_text("ba78", read));
  text[5] = 'F';
  CHECK(!digest_from_text(text, read));
}
