/*
 * broker-arguments SEED COUNT: gives random argument lists to the parsers of native/broker-arguments.c and checks
 * what they accept. Built with ASan and UBSan by broker.test.ts. The lists are copied to memory of exactly their
 * size, so that one octet read too far is found.
 */
#include "broker-arguments.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker-refusal.h"

enum { MOST_ARGUMENTS = 80, LONGEST_ARGUMENT = 65536 };

static jmp_buf after_refusal;
static uint32_t state;

/* In place of the real one, which ends the program. */
void refuse(int exit_code, const char *format, ...) {
  if (exit_code != REFUSED_BAD_REQUEST || format[0] == '\0') abort();
  longjmp(after_refusal, 1);
}

static uint32_t random_below(uint32_t limit) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  /* The high bits: the low ones of following numbers depend on one another. */
  return (uint32_t)(((uint64_t)state * limit) >> 32);
}

static const char *const words[] = {
    "--interface", "--address", "--peer", "--address6", "--internet-through", "--allow-loopback", "st0", "up0", "lo", "enp0s31f6.10",
    "10.20.50.1/24", "192.168.77.1/30", "172.19.181.254/32", "172.19.181.3", "8.8.8.8", "127.0.0.1/8", "224.0.0.1/24", "0.0.0.0/8", "10.0.0.255/24", "10.20.50.1/31",
    "fd12:3456:789a::1/64", "fe80::1/64", "fd00::/64", "udp:67", "udp:0", "udp:53", "tcp:80", "tcp:5000@192.168.77.1",
    "tcp:5000@fd12::1", "tcp:65535@::", "udp:67@1.2.3.4", "tcp:22", "all", "default", "..", "", "/", "@", ":", "tcp:", "udp:4294967363",
    "--name", "--serial", "--size", "--", "deploy", "backup", "sda", "sdzz", "mmcblk0", "sda1", "4C530001", "30765219840"};

static void mutate(char *text, size_t *length) {
  for (uint32_t left = random_below(3); left > 0; left--) {
    const size_t place = *length == 0 ? 0 : random_below((uint32_t)*length + 1);
    /* No argument holds a NUL. */
    const char octet = (char)(random_below(255) + 1);
    if (random_below(2) == 0 && place < *length) {
      text[place] = octet;
    } else {
      memmove(text + place + 1, text + place, *length - place);
      text[place] = octet;
      (*length)++;
    }
  }
}

/* In memory of exactly its size. */
static char *copy_of(const char *text, size_t length) {
  char *exact = malloc(length + 1);
  if (exact == NULL) abort();
  memcpy(exact, text, length);
  exact[length] = '\0';
  return exact;
}

static char *random_argument(void) {
  static char text[LONGEST_ARGUMENT + 8];
  const char *word = words[random_below(sizeof words / sizeof words[0])];
  size_t length = strlen(word);
  memcpy(text, word, length);
  if (random_below(4) == 0) mutate(text, &length);
  if (random_below(1000) == 0) {
    length = random_below(LONGEST_ARGUMENT);
    memset(text, 'a' + (int)random_below(26), length);
  }
  return copy_of(text, length);
}

static void require(bool condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "accepted although it is not so: %s\n", what);
  abort();
}

static void check_hold(const struct hold_request *request) {
  require(interface_name_is_plain(request->interface), "the name is plain");
  require(strpbrk(request->interface, "/ \"\n;") == NULL, "the name has no separators");
  if (request->internet_through != NULL) {
    require(interface_name_is_plain(request->internet_through), "the uplink's name is plain");
    require(request->has_address, "internet comes with an address");
    require(strcmp(request->internet_through, request->interface) != 0, "two ports");
  }
  if (request->has_peer) {
    const uint32_t peer = ntohl(request->peer.s_addr);
    require(request->has_address && request->prefix_length == 32, "a peer comes with an address and no subnet");
    require(peer >> 24 == 10 || peer >> 20 == 0xac1 || peer >> 16 == 0xc0a8, "a private peer");
    require(request->peer.s_addr != request->address.s_addr, "two ends");
    require(request->internet_through == NULL, "no internet without a subnet");
  } else if (request->has_address) {
    const uint32_t address = ntohl(request->address.s_addr);
    const uint32_t first = address >> 24;
    const uint32_t host = address & ~mask_of(request->prefix_length);
    require(request->prefix_length >= 8 && request->prefix_length <= 30, "a prefix from 8 to 30");
    require(first != 0 && first != 127 && first < 224, "an address for a computer");
    require(host != 0 && host != ~mask_of(request->prefix_length), "neither first nor last");
  }
  if (request->has_address6) require(request->address6.s6_addr[0] == 0xfd, "a unique local address");
}

static void check_sockets(const struct sockets_request *request) {
  require(request->count >= 1 && request->count <= MAX_REQUESTS, "1 to 64 sockets");
  for (int i = 0; i < request->count; i++) {
    const struct request *one = &request->requests[i];
    const int family = one->name.ss_family;
    require(family == AF_INET || (one->is_tcp && family == AF_INET6), "a family");
    if (one->is_tcp) require(one->port == 53 || one->port == 80 || one->port >= 1024, "a TCP port of the list");
    else require(one->port == 0 || one->port == 53 || (one->port >= 67 && one->port <= 69) || one->port == 4011, "a UDP port of the list");
  }
}

static void check_drive(const struct drive_request *request, int count, char **arguments) {
  require(drive_name_is_plain(request->name), "the drive's name is plain");
  require(strspn(request->name, "abcdefghijklmnopqrstuvwxyz0123456789") == strlen(request->name), "the drive's name is no path");
  require(request->size > 0, "a size");
  require(request->serial[0] != '\0' && strlen(request->serial) <= 128, "a serial number");
  require(request->copier_argument_count >= 1 && request->copier_argument_count <= MAX_COPIER_ARGUMENTS, "arguments for the copier");
  require(request->copier_arguments + request->copier_argument_count == arguments + count, "the last arguments, to the last one");
  require(strcmp(request->copier_arguments[0], request->is_written ? "deploy" : "backup") == 0, "deploy or backup");
}

/* One list to one parser; true when it was accepted. Nothing in here is changed between setjmp and longjmp. */
static bool give(int verb, int count, char **arguments) {
  static struct sockets_request sockets;
  if (setjmp(after_refusal) != 0) return false;
  if (verb == 0) {
    sockets = parse_sockets_request(count, arguments);
    check_sockets(&sockets);
  } else if (verb == 1) {
    const struct hold_request request = parse_hold_request(count, arguments);
    check_hold(&request);
  } else if (verb == 2) {
    const struct drive_request request = parse_drive_request(count, arguments);
    check_drive(&request, count, arguments);
  } else {
    require(interface_name_is_plain(parse_watch_request(count, arguments)), "the watched name is plain");
  }
  return true;
}

/* How a list for each verb begins well. */
enum { MOST_GOOD = 8 };
static const char *const good_beginnings[][MOST_GOOD] = {
    {"--interface"}, {"--interface"},
    {"--name", "sda", "--serial", "4C530001", "--size", "30765219840", "--", "deploy"}, {"--interface"}};

/* Puts them into the list, each but now and then, and keeps what they displace. */
static void begin_well(int verb, int count, char **arguments, char **displaced) {
  for (int i = 0; i < MOST_GOOD && i < count; i++) {
    const char *good = good_beginnings[verb][i];
    if (good == NULL || random_below(8) == 0) continue;
    displaced[i] = arguments[i];
    arguments[i] = copy_of(good, strlen(good));
  }
}

/* Half of the lists begin well, so that what comes behind is reached. */
static bool give_one(void) {
  const int verb = (int)random_below(4);
  const int count = random_below(50) == 0 ? (int)random_below(MOST_ARGUMENTS) : (int)random_below(verb == 2 ? 12 : 8);
  char **arguments = malloc(((size_t)count + 1) * sizeof *arguments);
  char *displaced[MOST_GOOD] = {NULL};
  if (arguments == NULL) abort();
  for (int i = 0; i < count; i++) arguments[i] = random_argument();
  arguments[count] = NULL;
  if (count > 1 && random_below(2) == 0) begin_well(verb, count, arguments, displaced);
  const bool is_accepted = give(verb, count, arguments);
  for (int i = 0; i < count; i++) free(arguments[i]);
  for (int i = 0; i < MOST_GOOD; i++) free(displaced[i]);
  free(arguments);
  return is_accepted;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  state = (uint32_t)strtoul(argv[1], NULL, 10) | 1;
  const long count = strtol(argv[2], NULL, 10);
  long accepted = 0;
  for (long i = 0; i < count; i++) accepted += give_one();
  printf("{\"given\":%ld,\"accepted\":%ld}\n", count, accepted);
  return 0;
}
