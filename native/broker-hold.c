/*
 * What is put on is written down in memory shared with a guardian, a child that does nothing but wait for
 * this process to end. When this process is killed, the guardian takes everything back. Only when both are
 * killed something stays; the next `hold` then removes the firewall table and forwarding.
 */
#define _GNU_SOURCE
#include "broker-hold.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/capability.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "broker-internet.h"
#include "broker-netlink.h"
#include "broker-program.h"
#include "broker-refusal.h"
#include "broker-rights.h"

enum { MOST_ADDRESSES = 2, LOCK_TRIES = 60, LOCK_PAUSE_MS = 50 };

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
static pid_t guardian;
static int guardian_pipe;

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

/* After a refusal half way, and after the end of standard input, where it finds nothing left. */
static void take_back_at_exit(void) {
  (void)take_back();
}

/* ---- the guardian ---- */

static _Noreturn void guard(int pipe_end) {
  char word;
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  setsid();
  for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++)
    if (dup2(nowhere, descriptor) < 0) _exit(REFUSED_BY_SYSTEM);
  ssize_t got;
  do got = read(pipe_end, &word, 1);
  while (got < 0 && errno == EINTR);
  if (got == 1) _exit(0); /* all is taken back */
  /* A socket of its own: an answer to the dead process may wait in the other. */
  route_socket = open_route_socket(0);
  _exit(take_back() ? 0 : NOT_TAKEN_BACK);
}

static void start_guardian(void) {
  int ends[2];
  void *shared = mmap(NULL, sizeof *held, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED || pipe2(ends, O_CLOEXEC) != 0)
    refuse(REFUSED_BY_SYSTEM, "no memory for a guardian: %s; nothing was changed", strerror(errno));
  held = shared;
  guardian = fork();
  if (guardian < 0) refuse(REFUSED_BY_SYSTEM, "no process for a guardian: %s; nothing was changed", strerror(errno));
  if (guardian == 0) {
    close(ends[1]);
    guard(ends[0]);
  }
  close(ends[0]);
  guardian_pipe = ends[1];
}

static void dismiss_guardian(void) {
  /* When it was killed there is nobody to dismiss; SIGPIPE is ignored. */
  if (write(guardian_pipe, "d", 1) != 1) close(guardian_pipe);
  while (waitpid(guardian, NULL, 0) < 0 && errno == EINTR) continue;
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

/*
 * Abstract unix sockets belong to the network namespace and go with their process, so a name in use means a
 * living broker. A station that starts again at once finds the guardian of the last one still at work: then
 * this waits. The guardian has the socket too, until it is done.
 */
static bool lock(const char *subject, int tries) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  const int length = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "bootbench-broker %s", subject);
  const socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) refuse(REFUSED_BY_SYSTEM, "no socket could be opened: %s; nothing was changed", strerror(errno));
  for (int left = tries; left > 0; left--) {
    if (bind(descriptor, (const struct sockaddr *)&name, size) == 0) return true;
    if (errno != EADDRINUSE) refuse(REFUSED_BY_SYSTEM, "no lock for %s: %s; nothing was changed", subject, strerror(errno));
    if (left > 1) nanosleep(&(struct timespec){.tv_nsec = LOCK_PAUSE_MS * 1000000L}, NULL);
  }
  close(descriptor);
  return false;
}

static void lock_all(void) {
  char subject[IFNAMSIZ + sizeof "hold "];
  snprintf(subject, sizeof subject, "hold %s", wanted->interface);
  if (!lock(subject, LOCK_TRIES))
    refuse(REFUSED_ALREADY_HELD, "another Bootbench on this computer holds '%s'; end it first, or choose another port", wanted->interface);
  const bool has_internet = lock("internet", wanted->internet_through == NULL ? 1 : LOCK_TRIES);
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
  if (wanted->has_address) put_on(address);
  address = (struct interface_address){.family = AF_INET6, .prefix_length = 64};
  memcpy(address.bytes, &wanted->address6, sizeof wanted->address6);
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
  start_guardian();
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
