#include "check.h"

static void run(const char *name, void (*test)(void)) {
  test();
  printf("%s: ok\n", name);
}

int main(void) {
  run("digest", test_digest);
  run("outcome", test_outcome);
  run("index", test_index);
  run("manifest", test_manifest);
  run("storage", test_storage);
  return 0;
}
