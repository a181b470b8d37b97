/*
 * What is put on is written down in memory shared with a guardian, a child that does nothing but wait for
 * this process to end. When this process is killed, the guardian takes everything back. Only when both are
 * killed something stays; the next `hold` then removes the firewall table and forwarding.
 */
#define _GNU_SOURCE
#include "broker-hold.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/capability.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker-guardian.h"
#include "broker-internet.h"
#include "broker-lock.h"
#include "broker-netlink.h"
#include "broker-program.h"
#include "broker-refusal.h"
#include "broker-rights.h"

enum { MOST_ADDRESSES = 2, LOCK_PATIENCE_MS = 3000 };

/* What was done and must be taken back. In shared memory: the guardian reads it after this process has died. */
struct held {
  bool is_switched_on;
  int address_count;
  struct interface_address addresses[MOST_ADDRESSES];
  bool has_table;
  bool forwards_interface;
  bool forwards_uplink;
};

static struct held *held;
static const struct hold_request *wanted;
static uint32_t interface_index;
static int route_socket;

/* ---- taking back ---- */

static bool note_if_left(int problem, const char *what, const char *name) {
  /* An interface that was unplugged took its settings with it. */
  if (problem == 0 || problem == ENODEV || problem == ENOENT || problem == EADDRNOTAVAIL) return true;
  say("%s of %s could not be taken back: %s; see native/README.md for doing it by hand", what, name, strerror(problem));
  return false;
}

/* In the opposite order; each thing is tried whatever became of the others. */
static bool take_back(void) {
  bool is_clean = true;
  if (held->forwards_uplink)
    is_clean &= note_if_left(set_forwarding(wanted->internet_through, false), "forwarding", wanted->internet_through);
  if (held->forwards_interface) is_clean &= note_if_left(set_forwarding(wanted->interface, false), "forwarding", wanted->interface);
  if (held->has_table) is_clean &= remove_table();
  while (held->address_count > 0) {
    const struct interface_address *address = &held->addresses[held->address_count - 1];
    is_clean &= note_if_left(remove_address(route_socket, interface_index, address), "an address", wanted->interface);
    held->address_count--;
  }
  if (held->is_switched_on)
    is_clean &= note_if_left(switch_interface(route_socket, interface_index, false), "the switching on", wanted->interface);
  memset(held, 0, sizeof *held);
  return is_clean;
}

/* The guardian has a socket of its own: an answer to the dead process may wait in the other. */
static bool take_back_for_the_dead(void) {
  route_socket = open_route_socket(0);
  return take_back();
}

static void share_what_is_held(void) {
  void *shared = mmap(NULL, sizeof *held, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) refuse(REFUSED_BY_SYSTEM, "no memory: %s; nothing was changed", strerror(errno));
  held = shared;
}

/* After a refusal half way, and after the end of standard input, where it finds nothing left. */
static void take_back_at_exit(void) {
  (void)take_back();
}

/* ---- checks ---- */

static uint32_t find_interface(const char *name) {
  const uint32_t index = if_nametoindex(name);
  if (index == 0)
    refuse(REFUSED_INTERFACE, "interface '%s' is not there (%s); plug it in or choose another, see 'ip link'", name, strerror(errno));
  const int64_t flags = read_interface_flags(route_socket, index);
  if (flags < 0) refuse(REFUSED_INTERFACE, "interface '%s' has just gone; plug it in and try again", name);
  if ((flags & IFF_LOOPBACK) != 0)
    refuse(REFUSED_INTERFACE, "interface '%s' is the loopback, where no board can be; choose a network port", name);
  return index;
}

static bool leads_everywhere(uint32_t index, const char *name) {
  const int answer = has_default_route(route_socket, index);
  if (answer < 0) refuse(REFUSED_BY_SYSTEM, "where the default route leads could not be read, so '%s' is not touched; see 'ip route'", name);
  return answer == 1;
}

static void check_interface(void) {
  interface_index = find_interface(wanted->interface);
  if (leads_everywhere(interface_index, wanted->interface))
    refuse(REFUSED_INTERFACE, "interface '%s' has a default route, so it leads to a network with other computers; "
                              "choose a spare port that leads only to the boards", wanted->interface);
}

/* Two networks with the same addresses cannot be told apart by a router. */
static bool is_in_subnet(const struct ifaddrs *entry) {
  if (entry->ifa_addr == NULL || entry->ifa_netmask == NULL || entry->ifa_addr->sa_family != AF_INET) return false;
  if (strcmp(entry->ifa_name, wanted->internet_through) != 0) return false;
  const uint32_t other = ntohl(((const struct sockaddr_in *)(const void *)entry->ifa_addr)->sin_addr.s_addr);
  const uint32_t other_mask = ntohl(((const struct sockaddr_in *)(const void *)entry->ifa_netmask)->sin_addr.s_addr);
  const uint32_t both = other_mask & mask_of(wanted->prefix_length);
  return ((other ^ ntohl(wanted->address.s_addr)) & both) == 0;
}

static void check_uplink(void) {
  const char *uplink = wanted->internet_through;
  if (!leads_everywhere(find_interface(uplink), uplink))
    refuse(REFUSED_INTERFACE, "interface '%s' has no default route, so there is no internet behind it; choose the port that has one", uplink);
  struct ifaddrs *all;
  if (getifaddrs(&all) != 0) refuse(REFUSED_BY_SYSTEM, "the addresses could not be read: %s; try again", strerror(errno));
  bool overlaps = false;
  for (const struct ifaddrs *entry = all; entry != NULL; entry = entry->ifa_next) overlaps |= is_in_subnet(entry);
  freeifaddrs(all);
  if (overlaps)
    refuse(REFUSED_INTERFACE, "the boards' subnet is also that of '%s', so the two cannot be told apart; choose another address for the station", uplink);
}

/* ---- one at a time ---- */

static void lock_all(void) {
  char subject[IFNAMSIZ + sizeof "hold "];
  snprintf(subject, sizeof subject, "hold %s", wanted->interface);
  if (!lock(subject, LOCK_PATIENCE_MS))
    refuse(REFUSED_ALREADY_HELD, "another Bootbench on this computer holds '%s'; end it first, or choose another port", wanted->interface);
  const bool has_internet = lock("internet", wanted->internet_through == NULL ? 0 : LOCK_PATIENCE_MS);
  if (!has_internet && wanted->internet_through != NULL)
    refuse(REFUSED_ALREADY_HELD, "another Bootbench on this computer lets its boards through to the internet; end it first");
  if (has_internet) remove_stale_table();
}

/* ---- putting on ---- */

static _Noreturn void refuse_change(int problem, const char *what) {
  if (problem == EPERM || problem == EACCES)
    refuse(REFUSED_NOT_PERMITTED, "no right to %s on %s; give the broker its capabilities: " GIVE_RIGHTS, what, wanted->interface);
  refuse(REFUSED_BY_SYSTEM, "could not %s on %s: %s; nothing was changed", what, wanted->interface, strerror(problem));
}

static void switch_on(void) {
  if ((read_interface_flags(route_socket, interface_index) & IFF_UP) != 0) return;
  const int problem = switch_interface(route_socket, interface_index, true);
  if (problem != 0) refuse_change(problem, "switch the port on");
  held->is_switched_on = true;
}

static void put_on(struct interface_address address) {
  const int problem = add_address(route_socket, interface_index, &address);
  if (problem == EEXIST) return; /* It was there before and stays. */
  if (address.family == AF_INET6 && (problem == EACCES || problem == EOPNOTSUPP || problem == EAFNOSUPPORT))
    refuse(REFUSED_BY_SYSTEM, "IPv6 is switched off on %s; switch it on (net.ipv6.conf.%s.disable_ipv6=0) or do without", wanted->interface,
           wanted->interface);
  if (problem != 0) refuse_change(problem, "put an address");
  held->addresses[held->address_count++] = address;
}

static void put_addresses_on(void) {
  struct interface_address address = {.family = AF_INET, .prefix_length = wanted->prefix_length};
  memcpy(address.bytes, &wanted->address, sizeof wanted->address);
  memcpy(address.peer, wanted->has_peer ? &wanted->peer : &wanted->address, sizeof wanted->address);
  if (wanted->has_address) put_on(address);
  address = (struct interface_address){.family = AF_INET6, .prefix_length = 64};
  memcpy(address.bytes, &wanted->address6, sizeof wanted->address6);
  memcpy(address.peer, &wanted->address6, sizeof wanted->address6);
  if (wanted->has_address6) put_on(address);
}

static void forward(const char *interface, bool *done) {
  const int problem = set_forwarding(interface, true);
  if (problem != 0) refuse_change(problem, "switch on forwarding");
  *done = true;
}

/* The rules first: at no time is anything forwarded that they would not let through. */
static void let_through(void) {
  const struct passage passage = {wanted->interface, wanted->internet_through, wanted->address, wanted->prefix_length};
  const struct forwarding_before before = {!forwarding_is_on(passage.interface), !forwarding_is_on(passage.uplink)};
  char said[512];
  held->has_table = true; /* Before: nft may do it, and then this process be killed. */
  const enum program_end end = write_table(&passage, before, said, sizeof said);
  held->has_table = end == PROGRAM_DONE || end == PROGRAM_TOO_SLOW;
  if (end != PROGRAM_DONE) refuse_table(end, said);
  if (before.was_off_on_interface) forward(passage.interface, &held->forwards_interface);
  if (before.was_off_on_uplink) forward(passage.uplink, &held->forwards_uplink);
}

/* ---- telling, and waiting ---- */

static const char *separator = "";

static void tell(const char *what, const char *interface, const char *more) {
  printf("%s{\"what\":\"%s\",\"interfaceName\":\"%s\"%s}", separator, what, interface, more);
  separator = ",";
}

static void tell_address(const struct interface_address *address) {
  char text[INET6_ADDRSTRLEN];
  char more[INET6_ADDRSTRLEN + 32];
  inet_ntop(address->family, address->bytes, text, sizeof text);
  snprintf(more, sizeof more, ",\"address\":\"%s/%u\"", text, address->prefix_length);
  tell("address", wanted->interface, more);
}

static void tell_held(void) {
  printf("{\"held\":[");
  if (held->is_switched_on) tell("switched-on", wanted->interface, "");
  for (int i = 0; i < held->address_count; i++) tell_address(&held->addresses[i]);
  if (held->has_table) tell("internet", wanted->internet_through, "");
  if (held->forwards_interface) tell("forwarding", wanted->interface, "");
  if (held->forwards_uplink) tell("forwarding", wanted->internet_through, "");
  printf("]}\n");
  fflush(stdout); /* A reader that is gone has closed our input too. */
}

/* Ended by signals only after taking back; a station's Ctrl-C goes to its own session, not to this one. */
static int take_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  signal(SIGPIPE, SIG_IGN);
  (void)setsid(); /* Fails for the leader of a group, as in a terminal: then Ctrl-C is meant for us. */
  return signalfd(-1, &signals, SFD_CLOEXEC);
}

/* What is written to us is read away and not looked at. */
static void wait_for_end(int signals) {
  char ignored[512];
  struct pollfd ready[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
  for (;;) {
    if (poll(ready, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    if (ready[1].revents != 0) return;
    if (ready[0].revents != 0 && read(STDIN_FILENO, ignored, sizeof ignored) <= 0) return;
  }
}

int hold(const struct hold_request *request) {
  wanted = request;
  route_socket = open_route_socket(0);
  check_interface();
  if (wanted->internet_through != NULL) check_uplink();
  keep_only(CAP_NET_ADMIN);
  const int signals = take_signals();
  lock_all();
  share_what_is_held();
  start_guardian(take_back_for_the_dead);
  atexit(take_back_at_exit);
  switch_on();
  put_addresses_on();
  if (wanted->internet_through != NULL) let_through();
  tell_held();
  wait_for_end(signals);
  const bool is_clean = take_back();
  dismiss_guardian();
  return is_clean ? 0 : NOT_TAKEN_BACK;
}
