#define _GNU_SOURCE
#include "broker-rights.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "broker-refusal.h"

enum { WORDS = _LINUX_CAPABILITY_U32S_3 };

static int get_capabilities(struct __user_cap_data_struct data[WORDS]) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  return (int)syscall(SYS_capget, &header, data);
}

static int set_capabilities(const struct __user_cap_data_struct data[WORDS]) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  return (int)syscall(SYS_capset, &header, data);
}

/* Takes every capability but one (or all) out of the three sets; `inherits`: it may go on to another program. */
static int reduce_to(int capability, int inherits) {
  struct __user_cap_data_struct data[WORDS];
  if (get_capabilities(data) != 0) return -1;
  for (int word = 0; word < WORDS; word++) {
    const uint32_t kept = capability >= 0 && capability / 32 == word ? UINT32_C(1) << (capability % 32) : 0;
    data[word].permitted &= kept;
    data[word].effective &= kept;
    data[word].inheritable = inherits ? data[word].permitted : 0;
  }
  return set_capabilities(data);
}

static _Noreturn void refuse_not_dropped(void) {
  refuse(REFUSED_BY_SYSTEM, "capabilities could not be dropped: %s; nothing was done", strerror(errno));
}

void give_up(int capability) {
  struct __user_cap_data_struct data[WORDS];
  if (get_capabilities(data) != 0) refuse_not_dropped();
  const uint32_t others = ~(UINT32_C(1) << (capability % 32));
  data[capability / 32].permitted &= others;
  data[capability / 32].effective &= others;
  data[capability / 32].inheritable &= others;
  if (set_capabilities(data) != 0) refuse_not_dropped();
}

void keep_nothing_for_good(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) refuse_not_dropped();
  if (reduce_to(NO_CAPABILITY, 0) != 0) refuse_not_dropped();
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) refuse_not_dropped();
}

void keep_only(int capability) {
  if (reduce_to(capability, 0) != 0) refuse_not_dropped();
}

int pass_only(int capability) {
  /* Without new privileges a program run by root gets no more than its parent has. */
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  if (reduce_to(capability, 1) != 0) return -1;
  return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0);
}

void print_rights(void) {
  static const struct {
    int number;
    const char *name;
  } known[] = {{CAP_NET_BIND_SERVICE, "cap_net_bind_service"}, {CAP_NET_RAW, "cap_net_raw"}, {CAP_NET_ADMIN, "cap_net_admin"},
               {CAP_DAC_OVERRIDE, "cap_dac_override"}};
  struct __user_cap_data_struct data[WORDS];
  if (get_capabilities(data) != 0)
    refuse(REFUSED_BY_SYSTEM, "the capabilities could not be read: %s; this kernel is too old", strerror(errno));
  printf("{\"capabilities\":[");
  const char *separator = "";
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if ((data[known[i].number / 32].effective >> (known[i].number % 32) & 1) == 0) continue;
    printf("%s\"%s\"", separator, known[i].name);
    separator = ",";
  }
  printf("]}\n");
}
