#define _GNU_SOURCE
#include "broker-arguments.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stddef.h>
#include <string.h>

#include "broker-refusal.h"

enum { SMALLEST_PREFIX = 8, LARGEST_PREFIX = 30, POINT_TO_POINT_PREFIX = 32, ULA_PREFIX = 64, MAX_SERIAL = 128 };

int parse_port(const char *text) {
  if (*text == '\0' || (text[0] == '0' && text[1] != '\0')) return -1;
  int port = 0;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9') return -1;
    port = port * 10 + (*text - '0');
    if (port > 65535) return -1;
  }
  return port;
}

bool interface_name_is_plain(const char *name) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const size_t length = strlen(name);
  if (length == 0 || length >= IFNAMSIZ || strchr(letters, name[0]) == NULL) return false;
  /* In /proc/sys/net/ipv4/conf these two stand for every interface. */
  if (strcmp(name, "all") == 0 || strcmp(name, "default") == 0) return false;
  return strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == length;
}

uint32_t mask_of(uint8_t prefix_length) {
  return prefix_length == 0 ? 0 : UINT32_MAX << (32 - prefix_length);
}

/* ---- sockets ---- */

static bool port_is_allowed(bool is_tcp, int port) {
  if (is_tcp) return port == 53 || port == 80 || port >= 1024;
  return port == 0 || port == 53 || port == 67 || port == 68 || port == 69 || port == 4011;
}

/* A UDP socket bound to an address gets no broadcasts on Linux, so only TCP may name one. */
static bool parse_socket_address(const char *text, uint16_t port, struct sockaddr_storage *name) {
  struct sockaddr_in *const name4 = (struct sockaddr_in *)name;
  struct sockaddr_in6 *const name6 = (struct sockaddr_in6 *)name;
  if (text == NULL || inet_pton(AF_INET, text, &name4->sin_addr) == 1) {
    name4->sin_family = AF_INET;
    name4->sin_port = htons(port);
    return true;
  }
  if (inet_pton(AF_INET6, text, &name6->sin6_addr) != 1) return false;
  name6->sin6_family = AF_INET6;
  name6->sin6_port = htons(port);
  return true;
}

static struct request parse_request(const char *text) {
  struct request request = {.descriptor = -1};
  char copy[64];
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
           "port of '%s' is not allowed; udp may be 0, 53, 67, 68, 69 or 4011, tcp may be 53, 80 or 1024 to 65535", text);
  request.port = (uint16_t)port;
  if ((address != NULL && !request.is_tcp) || !parse_socket_address(address, request.port, &request.name))
    refuse(REFUSED_BAD_REQUEST, "address of '%s' is not usable; give tcp an IPv4 or IPv6 address and udp none", text);
  return request;
}

struct sockets_request parse_sockets_request(int count, char **arguments) {
  if (count < 2 || strcmp(arguments[0], "--interface") != 0)
    refuse(REFUSED_BAD_REQUEST, "usage: bootbench-broker --interface NAME [--allow-loopback] REQUEST..., "
                                "or one of the verbs hold, watch, drive and check");
  struct sockets_request request = {.interface = arguments[1]};
  request.allow_loopback = count > 2 && strcmp(arguments[2], "--allow-loopback") == 0;
  const int first = request.allow_loopback ? 3 : 2;
  request.count = count - first;
  if (request.count < 1 || request.count > MAX_REQUESTS)
    refuse(REFUSED_BAD_REQUEST, "%d sockets asked for; 1 to %d are allowed in one run", request.count, MAX_REQUESTS);
  for (int i = 0; i < request.count; i++) request.requests[i] = parse_request(arguments[first + i]);
  return request;
}

/* ---- hold and watch ---- */

/* An option of a verb and where its value goes. */
struct option {
  const char *name;
  const char **value;
};

static const struct option *find_option(const struct option *options, size_t option_count, const char *name) {
  for (size_t i = 0; i < option_count; i++)
    if (strcmp(options[i].name, name) == 0) return &options[i];
  return NULL;
}

/* `--name value` pairs in any order, each at most once. */
static void parse_options(const char *verb, int count, char **arguments, const struct option *options, size_t option_count) {
  for (int i = 0; i < count; i += 2) {
    const struct option *option = find_option(options, option_count, arguments[i]);
    if (option == NULL)
      refuse(REFUSED_BAD_REQUEST, "'%.40s' is not an option of %s; native/README.md lists them", arguments[i], verb);
    if (*option->value != NULL)
      refuse(REFUSED_BAD_REQUEST, "%s is given twice to %s; give it once", option->name, verb);
    if (i + 1 == count) refuse(REFUSED_BAD_REQUEST, "%s of %s has no value; add it", option->name, verb);
    *option->value = arguments[i + 1];
  }
}

static void check_interface_name(const char *option, const char *name) {
  if (name == NULL) refuse(REFUSED_BAD_REQUEST, "%s is missing; name the network port", option);
  if (!interface_name_is_plain(name))
    refuse(REFUSED_BAD_REQUEST,
           "%s '%.40s' is not a name that may be used: 1 to %d letters, digits, '.', '_' and '-', "
           "not 'all' or 'default'; see 'ip link'",
           option, name, IFNAMSIZ - 1);
}

/* Splits ADDRESS/PREFIX; the address into `copy`. The prefix length, or -1. */
static int split_prefix(const char *text, char *copy, size_t copy_size) {
  if (strlen(text) >= copy_size) return -1;
  strcpy(copy, text);
  char *slash = strchr(copy, '/');
  if (slash == NULL) return -1;
  *slash = '\0';
  return parse_port(slash + 1);
}

/* Neither "this network" (0/8), nor the loopback (127/8), nor multicast and reserved (224/3): RFC 6890. */
static bool may_be_a_station(uint32_t address) {
  const uint32_t first = address >> 24;
  return first != 0 && first != 127 && first < 224;
}

static void parse_address(const char *text, struct hold_request *request) {
  char copy[sizeof "255.255.255.255/32"];
  const int prefix = split_prefix(text, copy, sizeof copy);
  if (prefix < SMALLEST_PREFIX || prefix > LARGEST_PREFIX || inet_pton(AF_INET, copy, &request->address) != 1)
    refuse(REFUSED_BAD_REQUEST, "--address '%.40s' is not usable; write it as 10.20.50.1/24, with a prefix of %d to %d",
           text, SMALLEST_PREFIX, LARGEST_PREFIX);
  const uint32_t address = ntohl(request->address.s_addr);
  if (!may_be_a_station(address))
    refuse(REFUSED_BAD_REQUEST, "--address '%.40s' is not an address for a computer; choose a private one such as 10.20.50.1/24",
           text);
  const uint32_t host = address & ~mask_of((uint8_t)prefix);
  if (host == 0 || host == ~mask_of((uint8_t)prefix))
    refuse(REFUSED_BAD_REQUEST,
           "--address '%.40s' is the first or last of its subnet, which stand for the subnet itself; choose one between", text);
  request->prefix_length = (uint8_t)prefix;
  request->has_address = true;
}

/* RFC 1918. A route to one computer must not draw traffic of the internet to a gadget. */
static bool is_private(uint32_t address) {
  return address >> 24 == 10 || address >> 20 == 0xac1 || address >> 16 == 0xc0a8;
}

/* The station's own address on a line with one computer at its other end: no subnet, so no first or last address in it. */
static void parse_address_and_peer(const char *text, const char *peer, struct hold_request *request) {
  char copy[sizeof "255.255.255.255/32"];
  if (text == NULL) refuse(REFUSED_BAD_REQUEST, "--peer needs --address, the station's own end of the line; add it");
  if (split_prefix(text, copy, sizeof copy) != POINT_TO_POINT_PREFIX || inet_pton(AF_INET, copy, &request->address) != 1 ||
      !is_private(ntohl(request->address.s_addr)))
    refuse(REFUSED_BAD_REQUEST, "--address '%.40s' is not usable with --peer; write it as 172.19.181.254/32, a private address", text);
  if (inet_pton(AF_INET, peer, &request->peer) != 1 || !is_private(ntohl(request->peer.s_addr)) ||
      request->peer.s_addr == request->address.s_addr)
    refuse(REFUSED_BAD_REQUEST, "--peer '%.40s' is not usable; give the private address of the other end, such as 172.19.181.3", peer);
  request->prefix_length = POINT_TO_POINT_PREFIX;
  request->has_address = true;
  request->has_peer = true;
}

/* fd00::/8 (RFC 4193), and not all zeros behind the prefix, which is every router's (RFC 4291 section 2.6.1). */
static void parse_address6(const char *text, struct hold_request *request) {
  static const uint8_t zeros[8] = {0};
  char copy[INET6_ADDRSTRLEN + 4];
  const int prefix = split_prefix(text, copy, sizeof copy);
  if (prefix != ULA_PREFIX || inet_pton(AF_INET6, copy, &request->address6) != 1 || request->address6.s6_addr[0] != 0xfd ||
      memcmp(request->address6.s6_addr + 8, zeros, sizeof zeros) == 0)
    refuse(REFUSED_BAD_REQUEST,
           "--address6 '%.60s' is not usable; give a unique local address with prefix 64, such as fd12:3456:789a::1/64", text);
  request->has_address6 = true;
}

struct hold_request parse_hold_request(int count, char **arguments) {
  struct hold_request request = {.interface = NULL};
  const char *address = NULL;
  const char *address6 = NULL;
  const char *peer = NULL;
  const struct option options[] = {{"--interface", &request.interface},
                                   {"--address", &address},
                                   {"--peer", &peer},
                                   {"--address6", &address6},
                                   {"--internet-through", &request.internet_through}};
  parse_options("hold", count, arguments, options, sizeof options / sizeof options[0]);
  check_interface_name("--interface", request.interface);
  if (peer != NULL) parse_address_and_peer(address, peer, &request);
  else if (address != NULL) parse_address(address, &request);
  if (address6 != NULL) parse_address6(address6, &request);
  if (request.internet_through == NULL) return request;
  check_interface_name("--internet-through", request.internet_through);
  if (!request.has_address)
    refuse(REFUSED_BAD_REQUEST, "--internet-through needs --address: its subnet is what is let through; add it");
  if (request.has_peer)
    refuse(REFUSED_BAD_REQUEST, "--internet-through lets a subnet through and --peer has none; leave one of them out");
  if (strcmp(request.internet_through, request.interface) == 0)
    refuse(REFUSED_BAD_REQUEST, "--internet-through '%s' is the boards' own port; name the one with internet",
           request.internet_through);
  return request;
}

const char *parse_watch_request(int count, char **arguments) {
  const char *interface = NULL;
  const struct option options[] = {{"--interface", &interface}};
  parse_options("watch", count, arguments, options, sizeof options / sizeof options[0]);
  check_interface_name("--interface", interface);
  return interface;
}

/* ---- drive ---- */

bool drive_name_is_plain(const char *name) {
  static const char small_letters[] = "abcdefghijklmnopqrstuvwxyz";
  static const char digits[] = "0123456789";
  const bool is_scsi = strncmp(name, "sd", 2) == 0;
  if (!is_scsi && strncmp(name, "mmcblk", 6) != 0) return false;
  const char *rest = name + (is_scsi ? 2 : 6);
  const size_t length = strlen(rest);
  return length >= 1 && length <= 3 && strspn(rest, is_scsi ? small_letters : digits) == length;
}

/* What a serial number of USB or a card's CID may hold; it is only compared and printed. */
static bool serial_is_plain(const char *serial) {
  const size_t length = strlen(serial);
  if (length == 0 || length > MAX_SERIAL) return false;
  for (; *serial != '\0'; serial++)
    if (*serial < ' ' || *serial > '~') return false;
  return true;
}

/* Plain decimal without sign, blanks or leading zeros, at most 18 digits; 0 for anything else. */
static uint64_t parse_size(const char *text) {
  uint64_t size = 0;
  const size_t length = strlen(text);
  if (length == 0 || length > 18 || text[0] == '0' || strspn(text, "0123456789") != length) return 0;
  for (; *text != '\0'; text++) size = size * 10 + (uint64_t)(*text - '0');
  return size;
}

static int place_of_dashes(int count, char **arguments) {
  for (int i = 0; i < count; i++)
    if (strcmp(arguments[i], "--") == 0) return i;
  return count;
}

/* What comes behind `--` is the copier's business, which runs without rights; only what it does decides how the drive is opened. */
static void parse_copier_arguments(int count, char **arguments, struct drive_request *request) {
  if (count < 1 || count > MAX_COPIER_ARGUMENTS)
    refuse(REFUSED_BAD_REQUEST, "%d arguments for the block copier; 1 to %d are allowed behind --", count < 0 ? 0 : count,
           MAX_COPIER_ARGUMENTS);
  request->is_written = strcmp(arguments[0], "deploy") == 0;
  if (!request->is_written && strcmp(arguments[0], "backup") != 0)
    refuse(REFUSED_BAD_REQUEST, "'%.40s' is not what the block copier does with a drive; behind -- write deploy or backup",
           arguments[0]);
  request->copier_arguments = arguments;
  request->copier_argument_count = count;
}

struct drive_request parse_drive_request(int count, char **arguments) {
  struct drive_request request = {.name = NULL};
  const char *size = NULL;
  const struct option options[] = {{"--name", &request.name}, {"--serial", &request.serial}, {"--size", &size}};
  const int dashes = place_of_dashes(count, arguments);
  parse_options("drive", dashes, arguments, options, sizeof options / sizeof options[0]);
  if (request.name == NULL || !drive_name_is_plain(request.name))
    refuse(REFUSED_BAD_REQUEST, "--name '%.40s' is not a drive that may be used; name a whole one such as sda or mmcblk0",
           request.name == NULL ? "" : request.name);
  if (request.serial == NULL || !serial_is_plain(request.serial))
    refuse(REFUSED_BAD_REQUEST, "--serial is missing, or not 1 to %d printable characters; give the drive's serial number", MAX_SERIAL);
  request.size = size == NULL ? 0 : parse_size(size);
  if (request.size == 0) refuse(REFUSED_BAD_REQUEST, "--size is missing or no number; give the drive's size in bytes");
  parse_copier_arguments(count - dashes - 1, arguments + dashes + 1, &request);
  return request;
}
