/* The harness of the unit tests: a failed check says where and ends the program. */
#ifndef BOOTBENCH_CHECK_H
#define BOOTBENCH_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                          \
  do {                                                                            \
    if (!(condition)) {                                                           \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);   \
      exit(1);                                                                    \
    }                                                                             \
  } while (0)

void test_digest(void);
void test_index(void);
void test_manifest(void);
void test_outcome(void);
void test_storage(void);

#endif
