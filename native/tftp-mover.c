/*
 * bootbench-tftp-mover: sends the DATA blocks of TFTP transfers that the station has negotiated.
 *
 *   bootbench-tftp-mover --address ADDRESS [--interface NAME] [--tick MILLISECONDS]
 *
 * Orders come on standard input, reports go to standard output, one line each (README.md lists
 * them). It needs no rights. It ends when its input ends; every client is told.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "tftp-transfer.h"

/* Of orders and reports; with moverVersion in station/protocols/tftp/mover-messages.ts. */
enum { MOVER_VERSION = 2 };
enum { LONGEST_LINE = 16 * 1024, READ_BYTES = 64 * 1024, REPORT_BYTES = 1024 * 1024, EVENTS = 64 };
enum { PROGRESS_MILLISECONDS = 250, LONGEST_WAIT_MILLISECONDS = 4000 };
/* Progress is left out when the station has not read so much: it is told the newest anyway. */
enum { REPORTS_WITHOUT_PROGRESS = 64 * 1024 };
enum { EXIT_USAGE = 2, EXIT_PLACE = 4, EXIT_SYSTEM = 7 };

/* All waits are counted in ticks. Tests make them shorter than they are: everything is then as much faster. */
enum { TICK_MILLISECONDS = 50 };
static uint32_t tick_milliseconds = TICK_MILLISECONDS;

__attribute__((format(printf, 2, 3))) static _Noreturn void give_up(int exit_code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("bootbench-tftp-mover: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  exit(exit_code);
}

/* ---- Reports to the station ---- */

static char reports[REPORT_BYTES];
static size_t reports_start, reports_end;
static bool reports_wait_for_room;

void report(const char *format, ...) {
  if (reports_start > 0) {
    memmove(reports, reports + reports_start, reports_end - reports_start);
    reports_end -= reports_start;
    reports_start = 0;
  }
  va_list arguments;
  va_start(arguments, format);
  const size_t room = sizeof reports - reports_end;
  const int length = vsnprintf(reports + reports_end, room, format, arguments);
  va_end(arguments);
  if (length < 0 || (size_t)length + 1 >= room) give_up(EXIT_SYSTEM, "the station does not read what it is told");
  reports_end += (size_t)length;
  reports[reports_end++] = '\n';
}

static void write_reports(void) {
  while (reports_start < reports_end) {
    const ssize_t written = write(STDOUT_FILENO, reports + reports_start, reports_end - reports_start);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) break;
    if (written < 0) exit(0); /* the station is gone */
    reports_start += (size_t)written;
  }
  const bool must_wait = reports_start < reports_end;
  if (must_wait == reports_wait_for_room) return;
  reports_wait_for_room = must_wait;
  struct epoll_event event = {.events = must_wait ? EPOLLOUT : 0, .data.ptr = reports};
  if (epoll_ctl(place.epoll, EPOLL_CTL_MOD, STDOUT_FILENO, &event) != 0)
    give_up(EXIT_SYSTEM, "its output cannot be watched: %s", strerror(errno));
}

static void report_progress(void) {
  if (reports_end - reports_start > REPORTS_WITHOUT_PROGRESS) return;
  for (struct transfer *transfer = transfers; transfer != NULL; transfer = transfer->next) {
    const uint64_t bytes = transfer_bytes(transfer);
    if (bytes == transfer->reported_bytes) continue;
    transfer->reported_bytes = bytes;
    report("progress %" PRIu64 " %" PRIu64, transfer->order.id, bytes);
  }
}

/* ---- Orders of the station. It is trusted; a line that is wrong is a defect, and the end. ---- */

static _Noreturn void wrong_order(const char *what) { give_up(EXIT_USAGE, "an order is wrong: %s", what); }

/* The next word of a line, or an empty one. */
static char *word(char **line) {
  char *found = strsep(line, " ");
  static char nothing[] = "";
  return found == NULL ? nothing : found;
}

static uint64_t number(const char *text, uint64_t least, uint64_t most) {
  uint64_t value = 0;
  if (*text == '\0') wrong_order("a number is missing");
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9' || value > UINT64_MAX / 10 - 1) wrong_order("this is not a number");
    value = value * 10 + (uint64_t)(*text - '0');
  }
  if (value < least || value > most) wrong_order("a number is out of range");
  return value;
}

static unsigned hexadecimal_digit(char digit) {
  if (digit >= '0' && digit <= '9') return (unsigned)(digit - '0');
  if (digit >= 'a' && digit <= 'f') return (unsigned)(digit - 'a') + 10;
  wrong_order("this is not a hexadecimal digit");
}

/* "-" is nothing. The length in octets. */
static size_t hexadecimal(const char *text, uint8_t *octets, size_t room) {
  if (strcmp(text, "-") == 0) return 0;
  const size_t length = strlen(text) / 2;
  if (length > room || strlen(text) % 2 != 0) wrong_order("a text is too long");
  for (size_t i = 0; i < length; i++)
    octets[i] = (uint8_t)(hexadecimal_digit(text[2 * i]) << 4 | hexadecimal_digit(text[2 * i + 1]));
  return length;
}

static uint32_t ticks(uint64_t milliseconds) {
  const uint64_t count = milliseconds / TICK_MILLISECONDS;
  return count == 0 ? 1 : (uint32_t)count;
}

/* start ID ADDRESS PORT BLOCKSIZE WINDOWSIZE WAIT-MS SIZE OACK-HEX (blob ID | file PATH-HEX) */
static void order_start(char *line) {
  static struct transfer_order order;
  order = (struct transfer_order){.source = {.file = -1}, .client = {.sin_family = AF_INET}};
  order.id = number(word(&line), 1, UINT64_MAX);
  if (inet_pton(AF_INET, word(&line), &order.client.sin_addr) != 1) wrong_order("this is not an address");
  order.client.sin_port = htons((uint16_t)number(word(&line), 1, 65535));
  order.block_size = (uint32_t)number(word(&line), 1, LARGEST_BLOCK);
  order.window_size = (uint32_t)number(word(&line), 1, LARGEST_WINDOW);
  const uint64_t wait = number(word(&line), 1, 255 * 1000);
  order.first_wait_ticks = ticks(wait);
  order.longest_wait_ticks = ticks(wait > LONGEST_WAIT_MILLISECONDS ? wait : LONGEST_WAIT_MILLISECONDS);
  order.size = number(word(&line), 0, INT64_MAX / 2);
  order.option_answer_length = hexadecimal(word(&line), order.option_answer, sizeof order.option_answer);
  if (strcmp(word(&line), "blob") == 0) {
    struct blob *blob = blob_find(number(word(&line), 1, UINT64_MAX));
    if (blob == NULL || blob->size != order.size) wrong_order("these bytes were not given");
    source_use_blob(&order.source, blob);
  } else {
    char path[4096];
    path[hexadecimal(word(&line), (uint8_t *)path, sizeof path - 1)] = '\0';
    const int problem = source_open_file(&order.source, path, order.size);
    if (problem != 0) {
      transfer_refuse(&order, problem);
      return;
    }
  }
  transfer_start(&order);
}

/* The bytes that are being received: what follows a blob order. */
static struct blob *incoming;
static uint64_t incoming_filled;

/* blob ID SIZE, and then so many octets. */
static void order_blob(char *line) {
  const uint64_t id = number(word(&line), 1, UINT64_MAX);
  const uint64_t size = number(word(&line), 0, INT64_MAX / 2);
  incoming_filled = 0;
  incoming = blob_create(id, size);
  if (incoming == NULL) give_up(EXIT_SYSTEM, "no memory for %" PRIu64 " bytes", size);
  if (size == 0) incoming = NULL;
}

static void obey(char *line) {
  const char *verb = word(&line);
  if (strcmp(verb, "start") == 0) {
    order_start(line);
    return;
  }
  if (strcmp(verb, "blob") == 0) {
    order_blob(line);
    return;
  }
  const uint64_t id = number(word(&line), 1, UINT64_MAX);
  struct transfer *transfer = transfer_find(id);
  if (strcmp(verb, "forget") == 0) {
    struct blob *blob = blob_find(id);
    if (blob != NULL) blob_forget(blob);
  } else if (strcmp(verb, "repeat") == 0) {
    if (transfer != NULL) transfer_repeat_first_packet(transfer);
  } else if (strcmp(verb, "cancel") == 0) {
    /* It may have ended by itself while the order was on its way. */
    if (transfer != NULL) transfer_cancel(transfer, line == NULL ? "" : line);
  } else {
    wrong_order("this verb is not known");
  }
}

static char unread[LONGEST_LINE];
static size_t unread_length;

static void take_line_part(const char *from, size_t length) {
  if (unread_length + length >= sizeof unread) wrong_order("a line is too long");
  memcpy(unread + unread_length, from, length);
  unread_length += length;
}

static void take_orders(const char *from, size_t length) {
  while (length > 0) {
    size_t taken;
    if (incoming != NULL) {
      const uint64_t missing = incoming->size - incoming_filled;
      taken = missing < length ? (size_t)missing : length;
      memcpy(incoming->bytes + incoming_filled, from, taken);
      incoming_filled += taken;
      if (incoming_filled == incoming->size) incoming = NULL;
    } else {
      const char *end = memchr(from, '\n', length);
      const size_t part = end == NULL ? length : (size_t)(end - from);
      take_line_part(from, part);
      taken = end == NULL ? part : part + 1;
      if (end != NULL) {
        unread[unread_length] = '\0';
        unread_length = 0;
        obey(unread);
      }
    }
    from += taken;
    length -= taken;
  }
}

/* False when the station has closed the input. */
static bool read_orders(void) {
  static char buffer[READ_BYTES];
  const ssize_t got = read(STDIN_FILENO, buffer, sizeof buffer);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (got <= 0) return false;
  take_orders(buffer, (size_t)got);
  return true;
}

/* ---- Time ---- */

/* Four milliseconds coarse, and the cheapest clock there is: it is asked at every turn. */
static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void tick_all(void) {
  static uint32_t since_progress;
  for (struct transfer *transfer = transfers, *next; transfer != NULL; transfer = next) {
    next = transfer->next;
    transfer_tick(transfer);
  }
  since_progress += TICK_MILLISECONDS;
  if (since_progress < PROGRESS_MILLISECONDS) return;
  since_progress = 0;
  report_progress();
}

/* ---- The program ---- */

static void watch_standard(int descriptor, uint32_t events, void *mark) {
  struct epoll_event event = {.events = events, .data.ptr = mark};
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0 ||
      epoll_ctl(place.epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
    give_up(EXIT_USAGE, "its input and output must be pipes or sockets of the station (%s)", strerror(errno));
}

static void read_arguments(int argc, char **argv) {
  place.address.sin_family = AF_INET;
  bool has_address = false;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (strcmp(argv[i], "--address") == 0) has_address = inet_pton(AF_INET, argv[i + 1], &place.address.sin_addr) == 1;
    else if (strcmp(argv[i], "--interface") == 0) place.interface = argv[i + 1];
    else if (strcmp(argv[i], "--tick") == 0) tick_milliseconds = (uint32_t)number(argv[i + 1], 1, 1000);
    else has_address = false;
  }
  if (argc % 2 == 0 || !has_address)
    give_up(EXIT_USAGE, "usage: bootbench-tftp-mover --address ADDRESS [--interface NAME] [--tick MILLISECONDS]");
  if (place.interface != NULL && (*place.interface == '\0' || strlen(place.interface) >= IFNAMSIZ))
    give_up(EXIT_PLACE, "interface name '%.40s' must have 1 to %d characters", place.interface, IFNAMSIZ - 1);
}

/* Says at once whether sockets can be opened here, not at the first board. */
static void check_place(void) {
  const int probe = open_transfer_socket();
  if (probe < 0)
    give_up(EXIT_PLACE, "no socket can be opened on this address and interface (%s)", strerror(errno));
  close(probe);
}

static void end_all(void) {
  while (transfers != NULL) transfer_cancel(transfers, "The station has stopped serving files");
  write_reports();
}

int main(int argc, char **argv) {
  static char orders_mark;
  read_arguments(argc, argv);
  (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  place.epoll = epoll_create1(EPOLL_CLOEXEC);
  if (place.epoll < 0) give_up(EXIT_SYSTEM, "no epoll: %s", strerror(errno));
  check_place();
  watch_standard(STDIN_FILENO, EPOLLIN, &orders_mark);
  watch_standard(STDOUT_FILENO, 0, reports);
  report("ready %d", MOVER_VERSION);
  int64_t last_tick = now();
  for (bool has_orders = false;;) {
    if (reports_start < reports_end) write_reports();
    struct epoll_event events[EVENTS];
    const int count = epoll_wait(place.epoll, events, EVENTS, transfers == NULL ? -1 : (int)tick_milliseconds);
    if (count < 0 && errno != EINTR) give_up(EXIT_SYSTEM, "waiting failed: %s", strerror(errno));
    /* An order may end any transfer, so it waits until all events of this turn are dealt with. */
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr == &orders_mark) has_orders = true;
      else if (events[i].data.ptr != reports) transfer_handle(events[i].data.ptr, events[i].events);
      else if ((events[i].events & (EPOLLERR | EPOLLHUP)) != 0) return 0; /* the station is gone */
    }
    if (has_orders) {
      has_orders = false;
      if (transfers == NULL) last_tick = now();
      if (!read_orders()) break;
    }
    if (now() - last_tick >= tick_milliseconds) {
      last_tick = now();
      tick_all();
    }
  }
  end_all();
  return 0;
}
