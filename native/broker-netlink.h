/* The few rtnetlink requests that the broker makes (rtnetlink(7)). Numbers of errors are errno values. */
#ifndef BOOTBENCH_BROKER_NETLINK_H
#define BOOTBENCH_BROKER_NETLINK_H

#include <stdbool.h>
#include <stdint.h>

struct nlmsghdr;

/* A route socket that hears these RTMGRP_ groups (0: none); refuses when there is none to be had. */
int open_route_socket(uint32_t groups);

/* An address as it is put on an interface; IPv4 with its broadcast address where it has a subnet. */
struct interface_address {
  uint8_t family; /* AF_INET or AF_INET6 */
  uint8_t prefix_length;
  uint8_t bytes[16]; /* network order; IPv4 has four */
  uint8_t peer[16];  /* the other end of a line without a subnet; the same as `bytes` everywhere else */
};

/* 0 when done; EEXIST: it was there before. */
int add_address(int route_socket, uint32_t interface, const struct interface_address *address);
/* 0 when done; EADDRNOTAVAIL: it was gone. */
int remove_address(int route_socket, uint32_t interface, const struct interface_address *address);
int switch_interface(int route_socket, uint32_t interface, bool on);
/* The IFF_ flags of an interface; -1 when there is no such interface. */
int64_t read_interface_flags(int route_socket, uint32_t interface);
/*
 * Does a route to everything, or to half of everything as VPNs have it, lead out of this interface, in any
 * table, IPv4 or IPv6? -1 when the routes could not be read.
 */
int has_default_route(int route_socket, uint32_t interface);

/*
 * Reads what came on the socket and calls `found` with each message. False when nothing came within the
 * socket's time limit or there was an error (errno); the end of a dump is told in *dump_has_ended.
 * Messages are aligned to four bytes, as rtnetlink has them.
 */
bool read_route_messages(int route_socket, void (*found)(const struct nlmsghdr *message, void *context), void *context,
                         bool *dump_has_ended);

#endif
