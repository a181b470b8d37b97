#define _GNU_SOURCE
#include "tftp-transfer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* RFC 1350 section 5. */
enum { OPCODE_DATA = 3, OPCODE_ACKNOWLEDGEMENT = 4, OPCODE_ERROR = 5 };
enum { ERROR_NOT_DEFINED = 0, ERROR_UNKNOWN_TRANSFER = 5 };
enum { HEADER = 4, LONGEST_MESSAGE = 512, LONGEST_REASON = 200 };
/*
 * The address of a client that has not yet answered may be forged, and whoever it belongs to gets
 * our packets: two more of them, then it ends.
 */
enum { RETRIES_OF_UNPROVEN = 2, RETRIES_OF_PROVEN = 6 };
/* From this many blocks on, connecting the socket pays: the system need not look up the way per packet. */
enum { BLOCKS_WORTH_CONNECTING = 64 };
/* Strangers get this many answers per transfer; a flood gets no echo beyond. */
enum { STRANGER_ANSWERS = 8 };
/* Read ahead in one go; a window always fits too. */
enum { CACHE_BYTES = 64 * 1024, PACKETS_PER_CALL = 64 };

struct transfer *transfers;
struct transfer_place place;

static const char client_closed[] = "The client closed its port in the middle of the file";

int open_transfer_socket(void) {
  const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -1;
  /* No right is needed for this on a socket that has no interface yet (Linux 5.7). */
  const bool is_bound_to_interface =
      place.interface == NULL || setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, place.interface,
                                            (socklen_t)strlen(place.interface)) == 0;
  if (is_bound_to_interface && bind(descriptor, (const struct sockaddr *)&place.address, sizeof place.address) == 0)
    return descriptor;
  const int problem = errno;
  close(descriptor);
  errno = problem;
  return -1;
}

uint64_t transfer_bytes(const struct transfer *transfer) {
  const uint64_t whole = transfer->acknowledged * transfer->order.block_size;
  return whole < transfer->order.size ? whole : transfer->order.size;
}

struct transfer *transfer_find(uint64_t id) {
  struct transfer *transfer = transfers;
  while (transfer != NULL && transfer->order.id != id) transfer = transfer->next;
  return transfer;
}

static void release(struct transfer *transfer) {
  if (transfer->previous != NULL) transfer->previous->next = transfer->next;
  else transfers = transfer->next;
  if (transfer->next != NULL) transfer->next->previous = transfer->previous;
  close(transfer->socket);
  source_close(&transfer->order.source);
  free(transfer->packets);
  free(transfer);
}

struct amount {
  uint64_t bytes;
  uint32_t resends;
};

static struct amount amount_of(const struct transfer *transfer) {
  return (struct amount){.bytes = transfer_bytes(transfer), .resends = transfer->resends};
}

/* `how` is a word of station/protocols/tftp/mover-messages.ts; `text` goes as hexadecimal digits: it may hold anything. */
static void report_end(uint64_t id, struct amount amount, const char *how, const char *text, size_t length) {
  static const char digits[] = "0123456789abcdef";
  char hexadecimal[2 * LONGEST_MESSAGE + 1];
  if (length > LONGEST_MESSAGE) length = LONGEST_MESSAGE;
  for (size_t i = 0; i < length; i++) {
    hexadecimal[2 * i] = digits[(uint8_t)text[i] >> 4];
    hexadecimal[2 * i + 1] = digits[(uint8_t)text[i] & 15];
  }
  hexadecimal[2 * length] = '\0';
  report("%s %" PRIu64 " %" PRIu64 " %" PRIu32 " %s", how, id, amount.bytes, amount.resends, hexadecimal);
}

static void finish(struct transfer *transfer, const char *how, const char *text) {
  report_end(transfer->order.id, amount_of(transfer), how, text, strlen(text));
  release(transfer);
}

/* A packet beside the stream of DATA. Lost is lost: retransmission or nothing takes care of it. */
static void send_packet(struct transfer *transfer, const uint8_t *packet, size_t length,
                        const struct sockaddr_in *to) {
  const bool is_addressed = !transfer->is_connected;
  const ssize_t sent = sendto(transfer->socket, packet, length, 0,
                              is_addressed ? (const struct sockaddr *)to : NULL, is_addressed ? sizeof *to : 0);
  if (sent < 0 && errno != EAGAIN) transfer->trouble = errno;
}

enum { LONGEST_ERROR = HEADER + LONGEST_REASON + 1 };

/* Writes an ERROR packet; its length. */
static size_t write_error(uint8_t packet[static LONGEST_ERROR], uint8_t code, const char *reason) {
  const size_t length = strnlen(reason, LONGEST_REASON);
  memcpy(packet, (const uint8_t[HEADER]){0, OPCODE_ERROR, 0, code}, HEADER);
  memcpy(packet + HEADER, reason, length);
  packet[HEADER + length] = '\0';
  return HEADER + length + 1;
}

static void send_error(struct transfer *transfer, uint8_t code, const char *reason, const struct sockaddr_in *to) {
  uint8_t packet[LONGEST_ERROR];
  send_packet(transfer, packet, write_error(packet, code, reason), to);
}

void transfer_cancel(struct transfer *transfer, const char *reason) {
  send_error(transfer, ERROR_NOT_DEFINED, reason, &transfer->order.client);
  finish(transfer, "cancelled", "");
}

static const char cannot_read[] = "The station could not read the file";

static void describe_source_problem(char *text, size_t room, int problem) {
  const char *reason = problem == EBADMSG ? "it is not the file any more that it was" : strerror(problem);
  snprintf(text, room, "The file could not be read: %s", reason);
}

static void source_failed(struct transfer *transfer, int problem) {
  char text[200];
  describe_source_problem(text, sizeof text, problem);
  send_error(transfer, ERROR_NOT_DEFINED, cannot_read, &transfer->order.client);
  finish(transfer, "error", text);
}

/* Makes packets of the blocks from `block` on. 0 or an errno. */
static int prepare_packets(struct transfer *transfer, uint64_t block) {
  const struct transfer_order *order = &transfer->order;
  const size_t slot = HEADER + order->block_size;
  const uint64_t left = transfer->last_block - block + 1;
  const uint32_t count = left < transfer->packet_capacity ? (uint32_t)left : transfer->packet_capacity;
  const uint64_t offset = (block - 1) * order->block_size;
  const uint64_t whole = (uint64_t)count * order->block_size;
  const uint64_t length = order->size - offset < whole ? order->size - offset : whole;
  transfer->packet_count = 0;
  const int problem = source_read(&order->source, offset, (size_t)length, transfer->packets, slot, HEADER);
  if (problem != 0) return problem;
  for (uint32_t i = 0; i < count; i++) {
    uint8_t *header = transfer->packets + i * slot;
    header[0] = 0;
    header[1] = OPCODE_DATA;
    header[2] = (uint8_t)((block + i) >> 8);
    header[3] = (uint8_t)(block + i);
  }
  transfer->first_packet = block;
  transfer->packet_count = count;
  return 0;
}

static size_t packet_length(const struct transfer *transfer, uint64_t block) {
  const struct transfer_order *order = &transfer->order;
  const uint64_t left = order->size - (block - 1) * order->block_size;
  return HEADER + (size_t)(left < order->block_size ? left : order->block_size);
}

/* Sends prepared packets from `block` on; how many, or -1 and errno. */
static int send_packets(struct transfer *transfer, uint64_t block, uint32_t count) {
  const size_t slot = HEADER + transfer->order.block_size;
  uint8_t *first = transfer->packets + (size_t)(block - transfer->first_packet) * slot;
  struct sockaddr_in *to = transfer->is_connected ? NULL : &transfer->order.client;
  const socklen_t to_length = to == NULL ? 0 : sizeof *to;
  if (count == 1) {
    const ssize_t sent =
        sendto(transfer->socket, first, packet_length(transfer, block), 0, (const struct sockaddr *)to, to_length);
    return sent < 0 ? -1 : 1;
  }
  struct iovec parts[PACKETS_PER_CALL];
  struct mmsghdr messages[PACKETS_PER_CALL];
  if (count > PACKETS_PER_CALL) count = PACKETS_PER_CALL;
  for (uint32_t i = 0; i < count; i++) {
    parts[i] = (struct iovec){.iov_base = first + i * slot, .iov_len = packet_length(transfer, block + i)};
    messages[i] = (struct mmsghdr){
        .msg_hdr = {.msg_name = to, .msg_namelen = to_length, .msg_iov = &parts[i], .msg_iovlen = 1}};
  }
  return sendmmsg(transfer->socket, messages, count, 0);
}

static void watch(struct transfer *transfer, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = transfer};
  /* It cannot fail but for want of memory: then the transfer ends by its time limit. */
  if (epoll_ctl(place.epoll, operation, transfer->socket, &event) != 0) transfer->trouble = errno;
}

static void wait_for_room(struct transfer *transfer, bool waits) {
  if (transfer->waits_for_room == waits) return;
  transfer->waits_for_room = waits;
  watch(transfer, EPOLL_CTL_MOD, waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

/* Everything that the window allows (RFC 7440; RFC 1350 with a window of one). The transfer may be gone afterwards. */
static void send_window(struct transfer *transfer) {
  const uint64_t end = transfer->acknowledged + transfer->order.window_size;
  const uint64_t limit = end < transfer->last_block ? end : transfer->last_block;
  while (transfer->sent < limit) {
    const uint64_t block = transfer->sent + 1;
    const bool is_prepared =
        block >= transfer->first_packet && block < transfer->first_packet + transfer->packet_count;
    const int problem = is_prepared ? 0 : prepare_packets(transfer, block);
    if (problem != 0) {
      source_failed(transfer, problem);
      return;
    }
    const uint64_t prepared = transfer->first_packet + transfer->packet_count - block;
    const uint64_t allowed = limit - transfer->sent;
    const int sent = send_packets(transfer, block, (uint32_t)(allowed < prepared ? allowed : prepared));
    if (sent > 0) {
      transfer->sent += (uint64_t)sent;
    } else if (errno == EAGAIN) {
      wait_for_room(transfer, true);
      return;
    } else if (errno == ECONNREFUSED) {
      finish(transfer, "error", client_closed);
      return;
    } else {
      /* A packet that could not be sent is a lost packet: it is sent again in time. */
      transfer->trouble = errno;
      transfer->sent++;
    }
  }
  wait_for_room(transfer, false);
}

/* The OACK, or the window from its beginning. The transfer may be gone afterwards. */
static void send_again(struct transfer *transfer) {
  if (transfer->awaits_option_acknowledgement) {
    send_packet(transfer, transfer->order.option_answer, transfer->order.option_answer_length,
                &transfer->order.client);
    return;
  }
  transfer->sent = transfer->acknowledged;
  transfer->rewound_after = -1;
  send_window(transfer);
}

void transfer_repeat_first_packet(struct transfer *transfer) {
  if (transfer->is_proven) return;
  transfer->resends++;
  send_again(transfer);
}

static void go_on(struct transfer *transfer) {
  transfer->retries = 0;
  transfer->trouble = 0;
  transfer->ticks_left = transfer->order.first_wait_ticks;
  if (!transfer->is_proven) {
    transfer->is_proven = true;
    report("proven %" PRIu64, transfer->order.id);
    const struct sockaddr_in *client = &transfer->order.client;
    if (transfer->last_block >= BLOCKS_WORTH_CONNECTING)
      transfer->is_connected = connect(transfer->socket, (const struct sockaddr *)client, sizeof *client) == 0;
  }
  send_window(transfer);
}

static void rewind_window(struct transfer *transfer) {
  transfer->resends++;
  transfer->rewound_after = (int64_t)transfer->acknowledged;
  transfer->sent = transfer->acknowledged;
}

/*
 * A duplicate is never answered in lock step (RFC 1123 section 4.2.3.1, "Sorcerer's Apprentice");
 * with a larger window it says "the first block of the window is missing" and is obeyed once
 * until progress is made.
 */
static bool duplicate_is_obeyed(const struct transfer *transfer) {
  return transfer->order.window_size > 1 && transfer->sent != transfer->acknowledged &&
         transfer->rewound_after != (int64_t)transfer->acknowledged;
}

static void receive_acknowledgement(struct transfer *transfer, uint16_t block) {
  const uint16_t distance = (uint16_t)(block - (uint16_t)transfer->acknowledged);
  if (distance > transfer->sent - transfer->acknowledged) return;
  if (distance == 0) {
    if (!duplicate_is_obeyed(transfer)) return;
    rewind_window(transfer);
    go_on(transfer);
    return;
  }
  transfer->acknowledged += distance;
  if (transfer->acknowledged == transfer->last_block) {
    finish(transfer, "done", "");
    return;
  }
  /* In the middle of the window: the client saw a gap there (RFC 7440 section 4). */
  if (transfer->acknowledged < transfer->sent) rewind_window(transfer);
  go_on(transfer);
}

/* RFC 1350 section 4: the stranger is told, the transfer is not disturbed. An ERROR gets no answer. */
static void answer_stranger(struct transfer *transfer, const uint8_t *packet, size_t length,
                            const struct sockaddr_in *from) {
  if (transfer->is_connected || from->sin_port == 0 || transfer->stranger_answers_left == 0) return;
  if (length >= 2 && packet[1] == OPCODE_ERROR) return;
  transfer->stranger_answers_left--;
  send_error(transfer, ERROR_UNKNOWN_TRANSFER, "Unknown transfer ID", from);
}

static void receive_packet(struct transfer *transfer, const uint8_t *packet, size_t length,
                           const struct sockaddr_in *from) {
  const struct sockaddr_in *client = &transfer->order.client;
  if (from->sin_port != client->sin_port || from->sin_addr.s_addr != client->sin_addr.s_addr) {
    answer_stranger(transfer, packet, length, from);
    return;
  }
  if (length < HEADER || packet[0] != 0) return;
  const uint16_t number = (uint16_t)(packet[2] << 8 | packet[3]);
  if (packet[1] == OPCODE_ERROR) {
    const char *said = (const char *)packet + HEADER;
    char text[16];
    size_t said_length = strnlen(said, length - HEADER);
    if (said_length == 0) {
      said_length = (size_t)snprintf(text, sizeof text, "error %u", number);
      said = text;
    }
    report_end(transfer->order.id, amount_of(transfer), "client-error", said, said_length);
    release(transfer);
  } else if (packet[1] == OPCODE_ACKNOWLEDGEMENT) {
    if (!transfer->awaits_option_acknowledgement) {
      receive_acknowledgement(transfer, number);
    } else if (number == 0) { /* RFC 2347: block 0 accepts the OACK */
      transfer->awaits_option_acknowledgement = false;
      go_on(transfer);
    }
  }
}

void transfer_handle(struct transfer *transfer, uint32_t events) {
  if ((events & ~(uint32_t)EPOLLOUT) == 0) {
    send_window(transfer);
    return;
  }
  /* A longer packet is cut: nothing behind these bytes matters. */
  uint8_t packet[HEADER + LONGEST_MESSAGE];
  struct sockaddr_in from;
  socklen_t from_length = sizeof from;
  const ssize_t got =
      recvfrom(transfer->socket, packet, sizeof packet, 0, (struct sockaddr *)&from, &from_length);
  if (got >= 0) {
    if (from_length == sizeof from) receive_packet(transfer, packet, (size_t)got, &from);
  } else if (errno == ECONNREFUSED) {
    finish(transfer, "error", client_closed);
  } else if (errno != EAGAIN && errno != EINTR) {
    transfer->trouble = errno;
  }
}

static void end_in_silence(struct transfer *transfer) {
  char text[200];
  snprintf(text, sizeof text, "Sending failed: %s", strerror(transfer->trouble));
  if (transfer->trouble == 0) finish(transfer, "timed-out", "");
  else finish(transfer, "error", text);
}

void transfer_tick(struct transfer *transfer) {
  const struct transfer_order *order = &transfer->order;
  if (transfer->ticks_left > 1) {
    transfer->ticks_left--;
    return;
  }
  if (transfer->retries >= (transfer->is_proven ? RETRIES_OF_PROVEN : RETRIES_OF_UNPROVEN)) {
    end_in_silence(transfer);
    return;
  }
  transfer->retries++;
  transfer->resends++;
  const uint64_t wait = (uint64_t)order->first_wait_ticks << transfer->retries;
  transfer->ticks_left = wait < order->longest_wait_ticks ? (uint32_t)wait : order->longest_wait_ticks;
  send_again(transfer);
}

static void not_started(const struct transfer_order *order, struct source *source, const char *what, int problem) {
  char text[200];
  snprintf(text, sizeof text, "%s: %s", what, strerror(problem));
  source_close(source);
  report_end(order->id, (struct amount){0}, "error", text, strlen(text));
}

void transfer_refuse(const struct transfer_order *order, int problem) {
  char text[200];
  uint8_t packet[LONGEST_ERROR];
  const size_t length = write_error(packet, ERROR_NOT_DEFINED, cannot_read);
  const int descriptor = open_transfer_socket();
  if (descriptor >= 0) {
    /* If it is lost the client asks again. */
    (void)sendto(descriptor, packet, length, 0, (const struct sockaddr *)&order->client, sizeof order->client);
    close(descriptor);
  }
  describe_source_problem(text, sizeof text, problem);
  report_end(order->id, (struct amount){0}, "error", text, strlen(text));
}

/* As many packets as fit into CACHE_BYTES, but a whole window, and no more than the file has. */
static uint32_t capacity_for(const struct transfer_order *order, uint64_t last_block) {
  uint64_t capacity = CACHE_BYTES / (HEADER + order->block_size);
  if (capacity < order->window_size) capacity = order->window_size;
  return (uint32_t)(capacity < last_block ? capacity : last_block);
}

void transfer_start(const struct transfer_order *order) {
  struct source source = order->source;
  const uint64_t last_block = order->size / order->block_size + 1;
  const uint32_t capacity = capacity_for(order, last_block);
  struct transfer *transfer = malloc(sizeof *transfer);
  uint8_t *packets = malloc((size_t)capacity * (HEADER + order->block_size));
  if (transfer == NULL || packets == NULL) {
    free(transfer);
    free(packets);
    not_started(order, &source, "No memory for the transfer", ENOMEM);
    return;
  }
  const int descriptor = open_transfer_socket();
  if (descriptor < 0) {
    const int problem = errno;
    free(transfer);
    free(packets);
    not_started(order, &source, "No socket could be opened for the transfer", problem);
    return;
  }
  *transfer = (struct transfer){
      .order = *order,
      .next = transfers,
      .socket = descriptor,
      .last_block = last_block,
      .rewound_after = -1,
      .awaits_option_acknowledgement = order->option_answer_length > 0,
      .ticks_left = order->first_wait_ticks,
      .stranger_answers_left = STRANGER_ANSWERS,
      .packets = packets,
      .packet_capacity = capacity,
  };
  if (transfers != NULL) transfers->previous = transfer;
  transfers = transfer;
  watch(transfer, EPOLL_CTL_ADD, EPOLLIN);
  send_again(transfer);
}
