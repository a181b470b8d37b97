/* One transfer: a file to one client, on a socket of its own. */
#ifndef BOOTBENCH_TFTP_TRANSFER_H
#define BOOTBENCH_TFTP_TRANSFER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "tftp-source.h"

enum { LARGEST_BLOCK = 65464, LARGEST_WINDOW = 65535, LONGEST_OPTION_ANSWER = 1024 };

/* What the station decided; the arithmetic in here is that of station/protocols/tftp/{transfer,send-window}.ts. */
struct transfer_order {
  uint64_t id;
  struct sockaddr_in client;
  uint64_t size;
  uint32_t block_size;
  uint32_t window_size;
  uint32_t first_wait_ticks;
  uint32_t longest_wait_ticks;
  /* The OACK to send first; length 0 means DATA 1 at once. */
  size_t option_answer_length;
  uint8_t option_answer[LONGEST_OPTION_ANSWER];
  struct source source;
};

struct transfer {
  struct transfer_order order;
  struct transfer *next;
  struct transfer *previous;
  int socket;
  /* Blocks are counted from 1 without end; the wire has the lowest 16 bits (rollover to 0). */
  uint64_t last_block;
  uint64_t acknowledged; /* highest block that the client has, with all before it */
  uint64_t sent;         /* highest block sent since the last rewind */
  int64_t rewound_after; /* the block after which the window was already sent again, or -1 */
  bool awaits_option_acknowledgement;
  bool is_proven; /* the client has answered: its address is not forged */
  bool is_connected;
  bool waits_for_room;
  uint32_t retries;
  uint32_t resends; /* in all: how often the window, or the first packet, was sent again */
  uint32_t ticks_left;
  uint32_t stranger_answers_left;
  int trouble;             /* errno of the last packet that could not be sent, or 0 */
  uint64_t reported_bytes; /* in the last progress report */
  /* Ready packets, header and payload: blocks first_packet to first_packet + packet_count - 1. */
  uint8_t *packets;
  uint32_t packet_capacity;
  uint32_t packet_count;
  uint64_t first_packet;
};

/* Every transfer, in no order. */
extern struct transfer *transfers;

/* Where transfers happen; set once, before the first of them. */
struct transfer_place {
  int epoll;
  struct sockaddr_in address; /* the station's, port 0 */
  const char *interface;      /* or NULL */
};
extern struct transfer_place place;

/* A socket on the station's address and a free port; -1 and errno. */
int open_transfer_socket(void);
/* Takes over the source of the order. The end is always reported. */
void transfer_start(const struct transfer_order *order);
/* Its file could not be opened (an errno): tells the client and the station. */
void transfer_refuse(const struct transfer_order *order, int problem);
struct transfer *transfer_find(uint64_t id);
void transfer_repeat_first_packet(struct transfer *transfer);
/* Tells the client `reason` (at most 200 characters are sent) and ends it. */
void transfer_cancel(struct transfer *transfer, const char *reason);
/* One epoll event of its socket. The transfer may be gone afterwards. */
void transfer_handle(struct transfer *transfer, uint32_t events);
/* One tick has passed. The transfer may be gone afterwards. */
void transfer_tick(struct transfer *transfer);
uint64_t transfer_bytes(const struct transfer *transfer);

/* Given by tftp-mover.c: one line to the station. */
__attribute__((format(printf, 1, 2))) void report(const char *format, ...);

#endif
