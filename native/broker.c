/*
 * bootbench-broker: opens sockets bound to ONE network interface and hands them to the
 * Node process that started it, over Node's own IPC channel. Then it exits.
 *
 *   bootbench-broker --interface NAME [--allow-loopback] REQUEST...
 *   REQUEST: udp:0 | udp:67 | udp:68 | udp:69 | udp:4011 | tcp:80 | tcp:1024..65535, tcp with an optional @ADDRESS
 *
 * The whole input is the argument list; nothing is read from files or from the environment but
 * the number of the IPC descriptor. README.md says why this program exists and how it gets its rights.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/capability.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* station/platform/broker.ts turns these into words: change both together. */
enum {
  REFUSED_BAD_REQUEST = 2,
  REFUSED_NO_CHANNEL = 3,
  REFUSED_INTERFACE = 4,
  REFUSED_NOT_PERMITTED = 5,
  REFUSED_PORT_IN_USE = 6,
  REFUSED_BY_SYSTEM = 7,
  REFUSED_HANDOVER = 8,
};

enum { MAX_REQUESTS = 64, WHOLE_RUN_SECONDS = 20, ACKNOWLEDGE_MS = 5000, LISTEN_BACKLOG = 511 };

struct request {
  bool is_tcp;
  uint16_t port;
  struct in_addr address;
  int descriptor;
};

/* One line to stderr: what happened, why, what to do. Bytes that could upset a terminal become '?'. */
__attribute__((format(printf, 2, 3))) static _Noreturn void refuse(int exit_code, const char *format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  for (char *c = line; *c != '\0'; c++)
    if (*c < ' ' || *c > '~') *c = '?';
  fprintf(stderr, "bootbench-broker: %s\n", line);
  exit(exit_code);
}

/* Plain decimal without sign, blanks or leading zeros; -1 for anything else. */
static int parse_port(const char *text) {
  if (*text == '\0' || (text[0] == '0' && text[1] != '\0')) return -1;
  int port = 0;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9') return -1;
    port = port * 10 + (*text - '0');
    if (port > 65535) return -1;
  }
  return port;
}

static bool port_is_allowed(bool is_tcp, int port) {
  if (is_tcp) return port == 80 || port >= 1024;
  return port == 0 || port == 67 || port == 68 || port == 69 || port == 4011;
}

static struct request parse_request(const char *text) {
  struct request request = {.address.s_addr = htonl(INADDR_ANY), .descriptor = -1};
  char copy[32];
  if (strlen(text) >= sizeof copy)
    refuse(REFUSED_BAD_REQUEST, "request '%.40s' is too long; write it as udp:67 or tcp:5000@192.168.77.1", text);
  strcpy(copy, text);
  char *address = strchr(copy, '@');
  if (address != NULL) *address++ = '\0';
  request.is_tcp = strncmp(copy, "tcp:", 4) == 0;
  if (!request.is_tcp && strncmp(copy, "udp:", 4) != 0)
    refuse(REFUSED_BAD_REQUEST, "request '%s' is not known; only udp:PORT and tcp:PORT[@ADDRESS] are", text);
  const int port = parse_port(copy + 4);
  if (!port_is_allowed(request.is_tcp, port))
    refuse(REFUSED_BAD_REQUEST,
           "port of '%s' is not allowed; udp may be 0, 67, 68, 69 or 4011, tcp may be 80 or 1024 to 65535", text);
  /* A UDP socket bound to an address gets no broadcasts on Linux, so only TCP may name one. */
  if (address != NULL && (!request.is_tcp || inet_pton(AF_INET, address, &request.address) != 1))
    refuse(REFUSED_BAD_REQUEST, "address of '%s' is not usable; give tcp an IPv4 address and udp none", text);
  request.port = (uint16_t)port;
  return request;
}

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
           "%s port %u on %s: no right to %s; give the broker its capabilities: "
           "setcap cap_net_bind_service,cap_net_raw+ep bootbench-broker",
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

static void open_socket(struct request *request, const char *interface) {
  const int type = request->is_tcp ? SOCK_STREAM : SOCK_DGRAM;
  const int on = 1;
  const int descriptor = socket(AF_INET, type | SOCK_CLOEXEC, 0);
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
  const struct sockaddr_in name = {
      .sin_family = AF_INET, .sin_port = htons(request->port), .sin_addr = request->address};
  if (bind(descriptor, (const struct sockaddr *)&name, sizeof name) != 0)
    refuse_socket(request, interface, "use the port");
  if (request->is_tcp && listen(descriptor, LISTEN_BACKLOG) != 0) refuse_socket(request, interface, "listen");
  request->descriptor = descriptor;
}

/* Everything is open: the rest needs no rights, so none are kept while another process is spoken to. */
static void drop_rights(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
  if (syscall(SYS_capset, &header, none) != 0)
    refuse(REFUSED_BY_SYSTEM, "capabilities could not be dropped: %s", strerror(errno));
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

int main(int argc, char **argv) {
  alarm(WHOLE_RUN_SECONDS);
  if (argc < 3 || strcmp(argv[1], "--interface") != 0)
    refuse(REFUSED_BAD_REQUEST, "usage: bootbench-broker --interface NAME [--allow-loopback] REQUEST...");
  const char *interface = argv[2];
  const bool allow_loopback = argc > 3 && strcmp(argv[3], "--allow-loopback") == 0;
  const int first = allow_loopback ? 4 : 3;
  const int count = argc - first;
  if (count < 1 || count > MAX_REQUESTS)
    refuse(REFUSED_BAD_REQUEST, "%d sockets asked for; 1 to %d are allowed in one run", count, MAX_REQUESTS);
  struct request requests[MAX_REQUESTS];
  for (int i = 0; i < count; i++) requests[i] = parse_request(argv[first + i]);
  const int channel = ipc_channel();
  check_interface(interface, allow_loopback);
  for (int i = 0; i < count; i++) open_socket(&requests[i], interface);
  drop_rights();
  for (int i = 0; i < count; i++) {
    send_handle(channel, i, &requests[i]);
    await_acknowledgement(channel, i);
  }
  return 0;
}
