/*
 * bootbench-broker: the few things the station does that need rights, as a closed list of verbs.
 *
 *   bootbench-broker --interface NAME [--allow-loopback] REQUEST...
 *       opens sockets bound to one interface, hands them to the Node process that started it, ends
 *   bootbench-broker hold --interface NAME [--address A.B.C.D/N [--peer A.B.C.D]] [--address6 ULA/64] [--internet-through NAME]
 *       puts these on until standard input closes, then takes them back
 *   bootbench-broker watch --interface NAME
 *       tells of link changes and spanning-tree BPDUs until standard input closes
 *   bootbench-broker drive --name NAME --serial SERIAL --size BYTES -- (deploy | backup) ARGUMENT...
 *       opens a drive that is exactly this one, drops all rights and becomes the block copier, which works on it
 *   bootbench-broker check
 *       tells which capabilities it has
 *
 * The whole input is the argument list and the end of standard input. README.md says why this program
 * exists and how it gets its rights.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker-arguments.h"
#include "broker-drive.h"
#include "broker-hold.h"
#include "broker-refusal.h"
#include "broker-rights.h"
#include "broker-sockets.h"
#include "broker-watch.h"

/* A caller may have closed the first three descriptors; a socket of ours must not become "standard output". */
static void fill_standard_descriptors(void) {
  for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++)
    if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDWR) != descriptor) _exit(REFUSED_BY_SYSTEM);
}

int main(int argc, char **argv) {
  fill_standard_descriptors();
  const char *verb = argc > 1 ? argv[1] : "";
  if (strcmp(verb, "drive") == 0) {
    const struct drive_request request = parse_drive_request(argc - 2, argv + 2);
    hand_drive_to_copier(&request);
  }
  /* Only drives need it, and it is the strongest of all. */
  if (strcmp(verb, "check") != 0) give_up(CAP_DAC_OVERRIDE);
  if (strcmp(verb, "hold") == 0) {
    const struct hold_request request = parse_hold_request(argc - 2, argv + 2);
    return hold(&request);
  }
  if (strcmp(verb, "watch") == 0) {
    watch_interface(parse_watch_request(argc - 2, argv + 2));
    return 0;
  }
  if (strcmp(verb, "check") == 0) {
    if (argc > 2) refuse(REFUSED_BAD_REQUEST, "check takes no arguments; leave '%.40s' out", argv[2]);
    print_rights();
    return 0;
  }
  /* With argc 0 there is no verb and argv[0] is NULL. */
  if (argc == 0) return REFUSED_BAD_REQUEST;
  struct sockets_request request = parse_sockets_request(argc - 1, argv + 1);
  open_and_hand_over(&request);
  return 0;
}
