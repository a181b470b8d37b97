#include "broker-refusal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void say_line(const char *format, va_list arguments) {
  char line[512];
  vsnprintf(line, sizeof line, format, arguments);
  for (char *c = line; *c != '\0'; c++)
    if (*c < ' ' || *c > '~') *c = '?';
  fprintf(stderr, "bootbench-broker: %s\n", line);
}

void say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  say_line(format, arguments);
  va_end(arguments);
}

void refuse(int exit_code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  say_line(format, arguments);
  va_end(arguments);
  exit(exit_code);
}
