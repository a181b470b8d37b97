/* The argument lists of the verbs. Everything is checked here, before anything is done. Pure but for refuse(). */
#ifndef BOOTBENCH_BROKER_ARGUMENTS_H
#define BOOTBENCH_BROKER_ARGUMENTS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum { MAX_REQUESTS = 64, MAX_COPIER_ARGUMENTS = 64 };

/* One socket to open and hand over. */
struct request {
  bool is_tcp;
  uint16_t port;
  /* AF_INET or AF_INET6; the port is in it too. */
  struct sockaddr_storage name;
  int descriptor;
};

/* --interface NAME [--allow-loopback] REQUEST... */
struct sockets_request {
  const char *interface;
  bool allow_loopback;
  int count;
  struct request requests[MAX_REQUESTS];
};

/* hold --interface NAME [--address A.B.C.D/N | --address A.B.C.D/32 --peer A.B.C.D] [--address6 ULA/64] [--internet-through NAME] */
struct hold_request {
  const char *interface;
  bool has_address;
  struct in_addr address;
  uint8_t prefix_length;
  bool has_peer;
  struct in_addr peer; /* the one computer at the other end; the prefix length is 32 then */
  bool has_address6;
  struct in6_addr address6;
  const char *internet_through; /* or NULL */
};

/* drive --name NAME --serial SERIAL --size BYTES -- (deploy | backup) ARGUMENT... */
struct drive_request {
  const char *name; /* of the whole disk, without /dev/ */
  const char *serial;
  uint64_t size;
  bool is_written; /* deploy: the drive is written; backup: only read */
  int copier_argument_count;
  char **copier_arguments; /* `deploy` or `backup` first */
};

/*
 * These read the arguments of one verb (for `hold` and `watch` those after the verb) or refuse.
 * The pointers in the result are into `arguments`.
 */
struct sockets_request parse_sockets_request(int count, char **arguments);
struct hold_request parse_hold_request(int count, char **arguments);
struct drive_request parse_drive_request(int count, char **arguments);
/* watch --interface NAME: the name. */
const char *parse_watch_request(int count, char **arguments);

/* Plain decimal from 0 to 65535 without sign, blanks or leading zeros; -1 for anything else. */
int parse_port(const char *text);
/*
 * Is it a name that may stand in a path of /proc/sys, in a rule of nft and in JSON as it is? The kernel
 * allows more; such an interface cannot be held.
 */
bool interface_name_is_plain(const char *name);
/* A whole disk of a kind that a drive can be: sda to sdzzz, mmcblk0 to mmcblk999. */
bool drive_name_is_plain(const char *name);
/* The network mask of a prefix length from 1 to 32, in host byte order. */
uint32_t mask_of(uint8_t prefix_length);

#endif
