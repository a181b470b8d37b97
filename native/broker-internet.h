/* Letting the boards' subnet through to the internet: an nftables table of our own, and forwarding on two interfaces. */
#ifndef BOOTBENCH_BROKER_INTERNET_H
#define BOOTBENCH_BROKER_INTERNET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker-program.h"

struct passage {
  const char *interface; /* the boards' port */
  const char *uplink;    /* the port with internet */
  struct in_addr address; /* the station's, on `interface` */
  uint8_t prefix_length;
};

/* Was forwarding off before on that interface? */
struct forwarding_before {
  bool was_off_on_interface;
  bool was_off_on_uplink;
};

/* Refuses when the file is not readable. */
bool forwarding_is_on(const char *interface);
/* 0 or errno. */
int set_forwarding(const char *interface, bool on);
/* Writes the table, in place of one that is there. What nft said is in `said`. */
enum program_end write_table(const struct passage *passage, struct forwarding_before before, char *said, size_t said_size);
/* Says why the table could not be written. */
_Noreturn void refuse_table(enum program_end end, const char *said);
/* True when there is no table of ours any more. What nft said otherwise is said. */
bool remove_table(void);
/*
 * Takes away the table that a broker left which was killed together with its guardian, and switches
 * forwarding off where that broker had switched it on: the table has the names.
 */
void remove_stale_table(void);

#endif
