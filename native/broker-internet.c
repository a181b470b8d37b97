#define _GNU_SOURCE
#include "broker-internet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "broker-arguments.h"
#include "broker-refusal.h"
#include "broker-rights.h"

/* An empty chain with this name and an interface's tells a later broker that forwarding there was off. */
#define WAS_OFF "was_off/"

/* Creating before deleting makes the deletion succeed whether there was one or not. */
#define REMOVE_TABLE "table ip bootbench\ndelete table ip bootbench\n"

/* The name was proven plain: it has no '/' and is not "..". */
static int open_forwarding(const char *interface, int flags) {
  char path[64 + 16];
  snprintf(path, sizeof path, "/proc/sys/net/ipv4/conf/%s/forwarding", interface);
  return open(path, flags | O_CLOEXEC | O_NOFOLLOW);
}

bool forwarding_is_on(const char *interface) {
  char value = '?';
  const int file = open_forwarding(interface, O_RDONLY);
  if (file < 0 || read(file, &value, 1) != 1)
    refuse(REFUSED_BY_SYSTEM, "whether %s forwards could not be read: %s; is /proc there?", interface, strerror(errno));
  close(file);
  return value != '0';
}

int set_forwarding(const char *interface, bool on) {
  const int file = open_forwarding(interface, O_WRONLY);
  if (file < 0) return errno;
  const ssize_t written = write(file, on ? "1" : "0", 1);
  const int problem = written == 1 ? 0 : errno;
  close(file);
  return problem;
}

/*
 * nft accepts what the boards' subnet sends out of the uplink and what comes back for it, and drops all else
 * that would pass the boards' port. Where forwarding on the uplink was off before, nothing else that arrives
 * there is forwarded either: switching it on must not make this computer a router for the uplink's network.
 */
static const char table_text[] = REMOVE_TABLE
    "table ip bootbench {\n"
    "%1$s%2$s"
    "  chain postrouting {\n"
    "    type nat hook postrouting priority srcnat; policy accept;\n"
    "    oifname \"%4$s\" ip saddr %5$s masquerade\n"
    "  }\n"
    "  chain forward {\n"
    "    type filter hook forward priority filter; policy accept;\n"
    "    iifname \"%3$s\" oifname \"%4$s\" ip saddr %5$s accept\n"
    "    iifname \"%4$s\" oifname \"%3$s\" ip daddr %5$s ct state established,related accept\n"
    "    iifname \"%3$s\" drop\n"
    "    oifname \"%3$s\" drop\n"
    "%6$s"
    "  }\n"
    "}\n";

static void write_reminder(char *text, size_t size, bool was_off, const char *interface) {
  snprintf(text, size, was_off ? "  chain " WAS_OFF "%s { }\n" : "", interface);
}

static void write_subnet(char *text, size_t size, const struct passage *passage) {
  char address[INET_ADDRSTRLEN];
  const struct in_addr subnet = {passage->address.s_addr & htonl(mask_of(passage->prefix_length))};
  inet_ntop(AF_INET, &subnet, address, sizeof address);
  snprintf(text, size, "%s/%u", address, passage->prefix_length);
}

enum program_end write_table(const struct passage *passage, struct forwarding_before before, char *said, size_t said_size) {
  char rules[2048];
  char reminders[2][64];
  char subnet[32];
  char closed_uplink[64] = "";
  write_reminder(reminders[0], sizeof reminders[0], before.was_off_on_interface, passage->interface);
  write_reminder(reminders[1], sizeof reminders[1], before.was_off_on_uplink, passage->uplink);
  write_subnet(subnet, sizeof subnet, passage);
  if (before.was_off_on_uplink) snprintf(closed_uplink, sizeof closed_uplink, "    iifname \"%s\" drop\n", passage->uplink);
  snprintf(rules, sizeof rules, table_text, reminders[0], reminders[1], passage->interface, passage->uplink, subnet, closed_uplink);
  return run_nft(rules, said, said_size);
}

void refuse_table(enum program_end end, const char *said) {
  if (end == PROGRAM_MISSING)
    refuse(REFUSED_PROGRAM_MISSING, "boards cannot be let through to the internet without nft, which is not installed; "
                                    "install it (Debian: apt-get install nftables)");
  if (strstr(said, "not permitted") != NULL)
    refuse(REFUSED_NOT_PERMITTED, "no right to write firewall rules; give the broker its capabilities: " GIVE_RIGHTS);
  refuse(REFUSED_BY_SYSTEM, "nft did not take the rules for boards' internet: %.200s; nothing was changed",
         end == PROGRAM_TOO_SLOW ? "no end within 5 seconds" : said);
}

bool remove_table(void) {
  char said[512];
  const enum program_end end = run_nft(REMOVE_TABLE, said, sizeof said);
  if (end != PROGRAM_DONE) say("the rules for boards' internet are still there (%.200s); remove them: nft delete table ip bootbench", said);
  return end == PROGRAM_DONE;
}

/* Every `chain was_off/NAME {` in what nft lists. */
static void switch_off_what_was_off(char *listing) {
  char *place = listing;
  while ((place = strstr(place, "chain " WAS_OFF)) != NULL) {
    place += strlen("chain " WAS_OFF);
    char *end = place + strcspn(place, " \n");
    const char after = *end;
    *end = '\0';
    if (interface_name_is_plain(place)) (void)set_forwarding(place, false);
    *end = after;
    place = end;
  }
}

void remove_stale_table(void) {
  char listing[4096];
  char said[512];
  /* Listing fails when there is none: the usual case. */
  if (run_nft("list table ip bootbench\n", listing, sizeof listing) != PROGRAM_DONE) return;
  switch_off_what_was_off(listing);
  (void)run_nft(REMOVE_TABLE, said, sizeof said);
}
