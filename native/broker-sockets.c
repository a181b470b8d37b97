#define _GNU_SOURCE
#include "broker-sockets.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "broker-refusal.h"
#include "broker-rights.h"

enum { WHOLE_RUN_SECONDS = 20, ACKNOWLEDGE_MS = 5000, LISTEN_BACKLOG = 511 };

/* The descriptor that Node's child_process prepared, proven to be a unix stream socket. */
static int ipc_channel(void) {
  const char *text = getenv("NODE_CHANNEL_FD");
  const int channel = text == NULL ? -1 : parse_port(text);
  struct sockaddr_un name;
  socklen_t name_length = sizeof name;
  int type = 0;
  socklen_t type_length = sizeof type;
  if (channel <= STDERR_FILENO || getsockname(channel, (struct sockaddr *)&name, &name_length) != 0 || name.sun_family != AF_UNIX ||
      getsockopt(channel, SOL_SOCKET, SO_TYPE, &type, &type_length) != 0 || type != SOCK_STREAM)
    refuse(REFUSED_NO_CHANNEL, "no IPC channel to hand sockets over; "
                               "this program is started by the station, not by hand (stdio 'ipc')");
  return channel;
}

static void check_interface(const char *name, bool allow_loopback) {
  const size_t length = strlen(name);
  if (length == 0 || length >= IFNAMSIZ)
    refuse(REFUSED_INTERFACE, "interface name '%.40s' must have 1 to %d characters; see 'ip link'", name, IFNAMSIZ - 1);
  struct ifreq interface = {0};
  memcpy(interface.ifr_name, name, length);
  const int probe = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (probe < 0) refuse(REFUSED_BY_SYSTEM, "no socket could be opened: %s", strerror(errno));
  if (ioctl(probe, SIOCGIFFLAGS, &interface) != 0)
    refuse(REFUSED_INTERFACE, "interface '%s' is not there (%s); plug it in or choose another, see 'ip link'", name,
           strerror(errno));
  close(probe);
  if ((interface.ifr_flags & IFF_LOOPBACK) != 0 && !allow_loopback)
    refuse(REFUSED_INTERFACE, "interface '%s' is the loopback, where no board can be; choose a network port", name);
}

static _Noreturn void refuse_socket(const struct request *request, const char *interface, const char *step) {
  const char *protocol = request->is_tcp ? "tcp" : "udp";
  const int reason = errno;
  if (reason == EACCES || reason == EPERM)
    refuse(REFUSED_NOT_PERMITTED,
           "%s port %u on %s: no right to %s; give the broker its capabilities: " GIVE_RIGHTS,
           protocol, request->port, interface, step);
  if (reason == EADDRINUSE)
    refuse(REFUSED_PORT_IN_USE,
           "%s port %u on %s is used by another program; find it with 'ss -%slnp sport = :%u' and stop it", protocol,
           request->port, interface, request->is_tcp ? "t" : "u", request->port);
  if (reason == EADDRNOTAVAIL)
    refuse(REFUSED_INTERFACE, "%s port %u on %s: this computer does not have the address; assign it first", protocol,
           request->port, interface);
  refuse(REFUSED_BY_SYSTEM, "%s port %u on %s: could not %s: %s", protocol, request->port, interface, step,
         strerror(reason));
}

/* A link-local address is one on each port: this says whose. And IPv4 has sockets of its own. */
static void aim_at_interface(int descriptor, struct request *request, const char *interface) {
  const int on = 1;
  struct sockaddr_in6 *const name = (struct sockaddr_in6 *)&request->name;
  name->sin6_scope_id = if_nametoindex(interface);
  if (setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0)
    refuse_socket(request, interface, "keep to IPv6");
}

static void open_socket(struct request *request, const char *interface) {
  const int type = request->is_tcp ? SOCK_STREAM : SOCK_DGRAM;
  const int on = 1;
  const bool is_ipv6 = request->name.ss_family == AF_INET6;
  const int descriptor = socket(request->name.ss_family, type | SOCK_CLOEXEC, 0);
  if (descriptor < 0) refuse_socket(request, interface, "open a socket");
  if (setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, interface, (socklen_t)strlen(interface)) != 0)
    refuse_socket(request, interface, "bind to the interface");
  /*
   * SO_REUSEADDR lets TCP start again while old connections linger, and lets port 68 be shared with
   * the computer's own DHCP client. On the server ports it would let two servers share one port
   * without a word (the last one gets the unicasts), so there a conflict must be an error.
   */
  if ((request->is_tcp || request->port == 68) &&
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0)
    refuse_socket(request, interface, "share the port");
  if (!request->is_tcp && setsockopt(descriptor, SOL_SOCKET, SO_BROADCAST, &on, sizeof on) != 0)
    refuse_socket(request, interface, "allow broadcasts");
  if (is_ipv6) aim_at_interface(descriptor, request, interface);
  if (bind(descriptor, (const struct sockaddr *)&request->name, sizeof request->name) != 0)
    refuse_socket(request, interface, "use the port");
  if (request->is_tcp && listen(descriptor, LISTEN_BACKLOG) != 0) refuse_socket(request, interface, "listen");
  request->descriptor = descriptor;
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * One handle in Node's IPC format (lib/internal/child_process.js): a JSON line with cmd NODE_HANDLE,
 * the descriptor beside it as SCM_RIGHTS. `msg` is what the station's 'message' listener is given.
 */
static void send_handle(int channel, int index, const struct request *request) {
  char line[256];
  const char *type = request->is_tcp ? "\"net.Server\"" : "\"dgram.Socket\",\"dgramType\":\"udp4\"";
  const int length =
      snprintf(line, sizeof line, "{\"cmd\":\"NODE_HANDLE\",\"type\":%s,\"msg\":{\"bootbenchSocket\":%d}}\n", type, index);
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
  } control = {0};
  struct iovec part = {.iov_base = line, .iov_len = (size_t)length};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(rights), &request->descriptor, sizeof(int));
  if (sendmsg(channel, &message, MSG_NOSIGNAL) != length)
    refuse(REFUSED_HANDOVER, "socket %d could not be handed over: %s", index, strerror(errno));
}

/* Node answers each handle before it takes the next; its line must be exactly this one. */
static void await_acknowledgement(int channel, int index) {
  static const char expected[] = "{\"cmd\":\"NODE_HANDLE_ACK\"}\n";
  char received[sizeof expected - 1];
  size_t filled = 0;
  const int64_t deadline = now_ms() + ACKNOWLEDGE_MS;
  while (filled < sizeof received) {
    const int64_t left = deadline - now_ms();
    struct pollfd ready = {.fd = channel, .events = POLLIN};
    const int polled = left <= 0 ? 0 : poll(&ready, 1, (int)left);
    if (polled < 0 && errno == EINTR) continue;
    if (polled <= 0) refuse(REFUSED_HANDOVER, "the station did not take socket %d within %d ms", index, ACKNOWLEDGE_MS);
    const ssize_t got = recv(channel, received + filled, sizeof received - filled, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) refuse(REFUSED_HANDOVER, "the station closed the IPC channel before it took socket %d", index);
    filled += (size_t)got;
  }
  if (memcmp(received, expected, sizeof received) != 0)
    refuse(REFUSED_HANDOVER, "the station answered socket %d with '%.*s'; this Node version speaks another IPC format",
           index, (int)sizeof received, received);
}

void open_and_hand_over(struct sockets_request *request) {
  alarm(WHOLE_RUN_SECONDS);
  const int channel = ipc_channel();
  check_interface(request->interface, request->allow_loopback);
  for (int i = 0; i < request->count; i++) open_socket(&request->requests[i], request->interface);
  /* Everything is open: the rest needs no rights, so none are kept while another process is spoken to. */
  keep_only(NO_CAPABILITY);
  for (int i = 0; i < request->count; i++) {
    send_handle(channel, i, &request->requests[i]);
    await_acknowledgement(channel, i);
  }
}
