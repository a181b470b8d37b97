#define _GNU_SOURCE
#include "broker-netlink.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "broker-arguments.h"
#include "broker-refusal.h"

enum { ANSWER_SECONDS = 3, LONGEST_DATAGRAM = 32768 };

/* One request with room for its attributes. */
struct route_message {
  struct nlmsghdr header;
  union {
    struct ifinfomsg link;
    struct ifaddrmsg address;
    struct rtmsg route;
  };
  uint8_t attributes[128];
};

static uint32_t last_sequence;

int open_route_socket(uint32_t groups) {
  const int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  const struct sockaddr_nl name = {.nl_family = AF_NETLINK, .nl_groups = groups};
  const struct timeval limit = {.tv_sec = ANSWER_SECONDS};
  if (descriptor < 0 || bind(descriptor, (const struct sockaddr *)&name, sizeof name) != 0 ||
      setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0)
    refuse(REFUSED_BY_SYSTEM, "the kernel's network settings could not be opened: %s; nothing was changed", strerror(errno));
  return descriptor;
}

static struct route_message start_message(uint16_t type, uint16_t flags, size_t body_size) {
  struct route_message message;
  memset(&message, 0, sizeof message);
  message.header.nlmsg_type = type;
  message.header.nlmsg_flags = NLM_F_REQUEST | flags;
  message.header.nlmsg_seq = ++last_sequence;
  message.header.nlmsg_len = (uint32_t)NLMSG_LENGTH(body_size);
  return message;
}

static void add_attribute(struct route_message *message, uint16_t type, const void *value, size_t size) {
  const struct rtattr attribute = {.rta_len = (uint16_t)RTA_LENGTH(size), .rta_type = type};
  uint8_t *const place = (uint8_t *)message + NLMSG_ALIGN(message->header.nlmsg_len);
  memcpy(place, &attribute, sizeof attribute);
  memcpy(place + RTA_LENGTH(0), value, size);
  message->header.nlmsg_len = (uint32_t)(NLMSG_ALIGN(message->header.nlmsg_len) + RTA_ALIGN(attribute.rta_len));
}

static bool send_message(int route_socket, const struct route_message *message) {
  const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  const ssize_t sent = sendto(route_socket, message, message->header.nlmsg_len, 0, (const struct sockaddr *)&kernel, sizeof kernel);
  return sent == (ssize_t)message->header.nlmsg_len;
}

bool read_route_messages(int route_socket, void (*found)(const struct nlmsghdr *message, void *context), void *context,
                         bool *dump_has_ended) {
  static _Alignas(struct nlmsghdr) uint8_t buffer[LONGEST_DATAGRAM];
  struct sockaddr_nl sender = {0};
  socklen_t sender_length = sizeof sender;
  const ssize_t got = recvfrom(route_socket, buffer, sizeof buffer, 0, (struct sockaddr *)&sender, &sender_length);
  if (got < 0) return false;
  /* Only the kernel has port 0: what another process sent is not looked at. */
  if (sender.nl_pid != 0) return true;
  size_t place = 0;
  while ((size_t)got - place >= sizeof(struct nlmsghdr)) {
    const struct nlmsghdr *message = (const struct nlmsghdr *)(const void *)(buffer + place);
    if (message->nlmsg_len < sizeof *message || message->nlmsg_len > (size_t)got - place) break;
    if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR) *dump_has_ended = true;
    found(message, context);
    place += NLMSG_ALIGN(message->nlmsg_len);
    if (place > (size_t)got) break;
  }
  return true;
}

/* ---- one request, one answer ---- */

struct answer {
  uint32_t sequence;
  bool has_come;
  int error; /* errno value */
};

static int error_in(const struct nlmsghdr *message) {
  if (message->nlmsg_len < NLMSG_LENGTH(sizeof(struct nlmsgerr))) return EBADMSG;
  return -((const struct nlmsgerr *)NLMSG_DATA(message))->error;
}

static void take_answer(const struct nlmsghdr *message, void *context) {
  struct answer *answer = context;
  if (message->nlmsg_seq != answer->sequence || message->nlmsg_type != NLMSG_ERROR) return;
  answer->has_come = true;
  answer->error = error_in(message);
}

static int carry_out(int route_socket, struct route_message *message) {
  message->header.nlmsg_flags |= NLM_F_ACK;
  struct answer answer = {.sequence = message->header.nlmsg_seq};
  if (!send_message(route_socket, message)) return errno;
  while (!answer.has_come) {
    bool dump_has_ended = false;
    if (!read_route_messages(route_socket, take_answer, &answer, &dump_has_ended)) return errno == EAGAIN ? ETIMEDOUT : errno;
  }
  return answer.error;
}

static struct route_message address_message(uint16_t type, uint16_t flags, uint32_t interface,
                                            const struct interface_address *address) {
  struct route_message message = start_message(type, flags, sizeof(struct ifaddrmsg));
  const size_t size = address->family == AF_INET ? 4 : sizeof address->bytes;
  message.address.ifa_family = address->family;
  message.address.ifa_prefixlen = address->prefix_length;
  message.address.ifa_index = interface;
  /* A unique local address is ours by chance of 2^40: no need to wait a second before it may be used. */
  if (address->family == AF_INET6) message.address.ifa_flags = IFA_F_NODAD;
  add_attribute(&message, IFA_LOCAL, address->bytes, size);
  add_attribute(&message, IFA_ADDRESS, address->peer, size);
  return message;
}

int add_address(int route_socket, uint32_t interface, const struct interface_address *address) {
  struct route_message message = address_message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, interface, address);
  if (address->family == AF_INET && address->prefix_length < 32) {
    /* The kernel sets none by itself. */
    uint32_t broadcast;
    memcpy(&broadcast, address->bytes, sizeof broadcast);
    broadcast |= htonl(~mask_of(address->prefix_length));
    add_attribute(&message, IFA_BROADCAST, &broadcast, sizeof broadcast);
  }
  return carry_out(route_socket, &message);
}

int remove_address(int route_socket, uint32_t interface, const struct interface_address *address) {
  struct route_message message = address_message(RTM_DELADDR, 0, interface, address);
  return carry_out(route_socket, &message);
}

int switch_interface(int route_socket, uint32_t interface, bool on) {
  struct route_message message = start_message(RTM_NEWLINK, 0, sizeof(struct ifinfomsg));
  message.link.ifi_index = (int)interface;
  message.link.ifi_change = IFF_UP;
  message.link.ifi_flags = on ? IFF_UP : 0;
  return carry_out(route_socket, &message);
}

/* ---- questions ---- */

struct flags_question {
  uint32_t interface;
  bool has_ended;
  int64_t flags;
};

static void take_flags(const struct nlmsghdr *message, void *context) {
  struct flags_question *question = context;
  if (message->nlmsg_type == NLMSG_ERROR) question->has_ended = true;
  if (message->nlmsg_type != RTM_NEWLINK || message->nlmsg_len < NLMSG_LENGTH(sizeof(struct ifinfomsg))) return;
  const struct ifinfomsg *link = NLMSG_DATA(message);
  if (link->ifi_index != (int)question->interface) return;
  question->flags = link->ifi_flags;
  question->has_ended = true;
}

int64_t read_interface_flags(int route_socket, uint32_t interface) {
  struct route_message message = start_message(RTM_GETLINK, 0, sizeof(struct ifinfomsg));
  message.link.ifi_index = (int)interface;
  struct flags_question question = {.interface = interface, .flags = -1};
  if (!send_message(route_socket, &message)) return -1;
  while (!question.has_ended) {
    bool dump_has_ended = false;
    if (!read_route_messages(route_socket, take_flags, &question, &dump_has_ended)) return -1;
  }
  return question.flags;
}

struct route_question {
  uint32_t interface;
  bool leads_out;
  int error; /* errno value */
};

static bool next_hop_leads_out(const struct rtattr *attribute, uint32_t interface) {
  const uint8_t *place = (const uint8_t *)attribute + RTA_LENGTH(0);
  size_t left = attribute->rta_len - RTA_LENGTH(0);
  while (left >= sizeof(struct rtnexthop)) {
    struct rtnexthop hop;
    memcpy(&hop, place, sizeof hop);
    if (hop.rtnh_len < sizeof hop || hop.rtnh_len > left) return false;
    if (hop.rtnh_ifindex == (int)interface) return true;
    const size_t step = RTNH_ALIGN(hop.rtnh_len);
    if (step > left) return false;
    place += step;
    left -= step;
  }
  return false;
}

static bool attribute_leads_out(const struct rtattr *attribute, uint32_t interface) {
  uint32_t out = 0;
  if (attribute->rta_type == RTA_MULTIPATH) return next_hop_leads_out(attribute, interface);
  if (attribute->rta_type != RTA_OIF || attribute->rta_len < RTA_LENGTH(sizeof out)) return false;
  memcpy(&out, (const uint8_t *)attribute + RTA_LENGTH(0), sizeof out);
  return out == interface;
}

static void take_route(const struct nlmsghdr *message, void *context) {
  struct route_question *question = context;
  if (message->nlmsg_type == NLMSG_ERROR) question->error = error_in(message);
  if (message->nlmsg_type != RTM_NEWROUTE || message->nlmsg_len < NLMSG_LENGTH(sizeof(struct rtmsg))) return;
  const struct rtmsg *route = NLMSG_DATA(message);
  if (route->rtm_dst_len > 1 || route->rtm_type != RTN_UNICAST) return;
  bool names_interface = false;
  size_t place = NLMSG_ALIGN(NLMSG_LENGTH(sizeof *route));
  while (message->nlmsg_len >= place && message->nlmsg_len - place >= sizeof(struct rtattr)) {
    const struct rtattr *attribute = (const struct rtattr *)(const void *)((const uint8_t *)message + place);
    if (attribute->rta_len < sizeof *attribute || attribute->rta_len > message->nlmsg_len - place) break;
    if (attribute->rta_type == RTA_OIF || attribute->rta_type == RTA_MULTIPATH) names_interface = true;
    if (attribute_leads_out(attribute, question->interface)) question->leads_out = true;
    place += RTA_ALIGN(attribute->rta_len);
  }
  /* With net.ipv4.nexthop_compat_mode=0 only the number of a next hop is told: then nobody can say, so no. */
  if (!names_interface) question->error = ENODATA;
}

int has_default_route(int route_socket, uint32_t interface) {
  static const uint8_t families[] = {AF_INET, AF_INET6};
  struct route_question question = {.interface = interface};
  for (size_t i = 0; i < sizeof families; i++) {
    struct route_message message = start_message(RTM_GETROUTE, NLM_F_DUMP, sizeof(struct rtmsg));
    message.route.rtm_family = families[i];
    if (!send_message(route_socket, &message)) return -1;
    bool has_ended = false;
    while (!has_ended)
      if (!read_route_messages(route_socket, take_route, &question, &has_ended)) return -1;
    /* A kernel without IPv6 has no routes of it; any other error must not pass for "no default route". */
    const bool has_no_ipv6 = families[i] == AF_INET6 && (question.error == EOPNOTSUPP || question.error == EAFNOSUPPORT);
    if (question.error != 0 && !has_no_ipv6) return -1;
  }
  return question.leads_out;
}
