#define _GNU_SOURCE
#include "broker-watch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "broker-netlink.h"
#include "broker-refusal.h"
#include "broker-rights.h"

/* A switch sends one BPDU in two seconds: more than this in one second is an attack on whoever reads. */
enum { LONGEST_FRAME = 128, MOST_BPDUS_A_SECOND = 20 };

enum { NOT_KNOWN = -1 };

struct watch {
  uint32_t interface;
  int link_is_up; /* or NOT_KNOWN */
  bool is_gone;
  int64_t second;
  int told_in_second;
};

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The end of whoever reads is seen here first: SIGPIPE ends this program, which holds nothing. */
static void end_line(void) {
  fflush(stdout);
}

/*
 * Frames to the bridge group address (IEEE 802.1D-2004 table 7-10) whose LLC header is that of spanning tree
 * (clause 9.3: DSAP and SSAP 0x42, control 0x03), in the octets of an Ethernet frame with a length field.
 */
static struct sock_filter bpdu_filter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x0180c200, 0, 7),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 4),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x0000, 0, 5),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 14),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x4242, 0, 3),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 16),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x03, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, LONGEST_FRAME),
    BPF_STMT(BPF_RET | BPF_K, 0),
};

static _Noreturn void refuse_packets(const char *interface) {
  if (errno == EPERM || errno == EACCES)
    refuse(REFUSED_NOT_PERMITTED, "no right to look for spanning tree on %s; give the broker its capabilities: " GIVE_RIGHTS, interface);
  refuse(REFUSED_BY_SYSTEM, "could not look for spanning tree on %s: %s", interface, strerror(errno));
}

/* Bound last, so that no frame comes in before the filter is there. */
static int open_packet_socket(const char *interface, uint32_t index) {
  const int descriptor = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  const struct sock_fprog program = {.len = sizeof bpdu_filter / sizeof bpdu_filter[0], .filter = bpdu_filter};
  struct packet_mreq group = {
      .mr_ifindex = (int)index, .mr_type = PACKET_MR_MULTICAST, .mr_alen = ETH_ALEN, .mr_address = {0x01, 0x80, 0xc2}};
  const struct sockaddr_ll name = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_802_2), .sll_ifindex = (int)index};
  if (descriptor < 0 || setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0 ||
      setsockopt(descriptor, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &group, sizeof group) != 0 ||
      bind(descriptor, (const struct sockaddr *)&name, sizeof name) != 0)
    refuse_packets(interface);
  return descriptor;
}

static bool is_too_many(struct watch *watch, int64_t now) {
  if (watch->second != now / 1000) {
    watch->second = now / 1000;
    watch->told_in_second = 0;
  }
  return ++watch->told_in_second > MOST_BPDUS_A_SECOND;
}

static void take_frame(int packets, struct watch *watch) {
  uint8_t frame[LONGEST_FRAME];
  struct sockaddr_ll sender = {0};
  socklen_t sender_length = sizeof sender;
  const ssize_t got = recvfrom(packets, frame, sizeof frame, MSG_DONTWAIT, (struct sockaddr *)&sender, &sender_length);
  const int64_t now = now_ms();
  /* ENETDOWN tells that the interface was switched off, which the route socket tells too. */
  if (got <= 0 || sender.sll_pkttype == PACKET_OUTGOING || is_too_many(watch, now)) return;
  printf("{\"event\":\"bpdu\",\"frame\":\"");
  for (ssize_t i = 0; i < got; i++) printf("%02x", frame[i]);
  printf("\",\"at\":%lld}\n", (long long)now);
  end_line();
}

static void tell_link(struct watch *watch, int64_t flags) {
  const int is_up = (flags & IFF_UP) != 0 && (flags & 1 << 16) != 0; /* IFF_LOWER_UP, netdevice(7) */
  if (is_up == watch->link_is_up) return;
  watch->link_is_up = is_up;
  printf("{\"event\":\"link\",\"up\":%s,\"at\":%lld}\n", is_up ? "true" : "false", (long long)now_ms());
  end_line();
}

static void take_link_message(const struct nlmsghdr *message, void *context) {
  struct watch *watch = context;
  if (message->nlmsg_type != RTM_NEWLINK && message->nlmsg_type != RTM_DELLINK) return;
  if (message->nlmsg_len < NLMSG_LENGTH(sizeof(struct ifinfomsg))) return;
  const struct ifinfomsg *link = NLMSG_DATA(message);
  /* The bridge code tells of its ports with messages of its own family: those are about something else. */
  if (link->ifi_index != (int)watch->interface || link->ifi_family != AF_UNSPEC) return;
  if (message->nlmsg_type == RTM_DELLINK) watch->is_gone = true;
  tell_link(watch, watch->is_gone ? 0 : link->ifi_flags);
}

static void ask_for_link(int questions, struct watch *watch) {
  const int64_t flags = read_interface_flags(questions, watch->interface);
  if (flags < 0) watch->is_gone = true;
  tell_link(watch, flags < 0 ? 0 : flags);
}

static void take_link_change(int changes, int questions, struct watch *watch) {
  bool dump_has_ended = false;
  if (read_route_messages(changes, take_link_message, watch, &dump_has_ended)) return;
  /* Messages were lost (ENOBUFS): what became of the link must be asked. */
  if (errno != EAGAIN && errno != EINTR) ask_for_link(questions, watch);
}

static void check_watched(const char *interface, int questions, uint32_t index) {
  const int64_t flags = index == 0 ? -1 : read_interface_flags(questions, index);
  if (flags < 0) refuse(REFUSED_INTERFACE, "interface '%s' is not there; plug it in or choose another, see 'ip link'", interface);
  if ((flags & IFF_LOOPBACK) != 0)
    refuse(REFUSED_INTERFACE, "interface '%s' is the loopback, where no board can be; choose a network port", interface);
}

static void follow(const char *interface, int packets, int changes, int questions, struct watch *watch) {
  char ignored[512];
  struct pollfd ready[3] = {
      {.fd = STDIN_FILENO, .events = POLLIN}, {.fd = changes, .events = POLLIN}, {.fd = packets, .events = POLLIN}};
  while (!watch->is_gone) {
    if (poll(ready, 3, -1) < 0) {
      if (errno == EINTR) continue;
      refuse(REFUSED_BY_SYSTEM, "could not wait for events: %s", strerror(errno));
    }
    if (ready[0].revents != 0 && read(STDIN_FILENO, ignored, sizeof ignored) <= 0) return;
    if (ready[1].revents != 0) take_link_change(changes, questions, watch);
    if (ready[2].revents != 0) take_frame(packets, watch);
  }
  refuse(REFUSED_INTERFACE, "interface '%s' was taken away; plug it in again", interface);
}

void watch_interface(const char *interface) {
  const int questions = open_route_socket(0);
  const int changes = open_route_socket(RTMGRP_LINK);
  const uint32_t index = if_nametoindex(interface);
  check_watched(interface, questions, index);
  const int packets = open_packet_socket(interface, index);
  keep_only(NO_CAPABILITY);
  struct watch watch = {.interface = index, .link_is_up = NOT_KNOWN};
  ask_for_link(questions, &watch);
  follow(interface, packets, changes, questions, &watch);
}
