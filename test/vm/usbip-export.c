/*
 * Runs on the arm64 guest: lends its USB gadget to whoever connects, one after the other (kernel module usbip-vudc). usbipd does the
 * same and needs udev and three libraries; this needs nothing. Argument: the TCP port.
 * The words are OP_REQ_IMPORT and OP_REP_IMPORT of Documentation/usb/usbip_protocol.rst; after them the connection is the kernel's.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_LENGTH = 40, REPLY_LENGTH = 320 };

static const char *const device = "/sys/devices/platform/usbip-vudc.0/usbip_sockfd";

static int listen_on(unsigned short port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  const struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (const struct sockaddr *)&any, sizeof any) != 0 || listen(listener, 1) != 0) {
    perror("usbip-export: listening");
    exit(1);
  }
  return listener;
}

/* Fails while no gadget is bound, or while it is lent already. */
static int give_to_kernel(int connection) {
  char text[16];
  const int length = snprintf(text, sizeof text, "%d", connection);
  const int file = open(device, O_WRONLY);
  const int written = file < 0 ? -1 : (int)write(file, text, (size_t)length);
  if (file >= 0) close(file);
  return written == length;
}

static void lend(int connection) {
  unsigned char request[REQUEST_LENGTH];
  unsigned char reply[REPLY_LENGTH] = {0x01, 0x11, 0x00, 0x03};
  size_t taken = 0;
  while (taken < sizeof request) {
    const ssize_t count = read(connection, request + taken, sizeof request - taken);
    if (count <= 0) return;
    taken += (size_t)count;
  }
  if (!give_to_kernel(connection)) return;
  if (write(connection, reply, sizeof reply) == (ssize_t)sizeof reply) puts("usbip-export: lent");
}

int main(int argc, char **argv) {
  const int listener = listen_on((unsigned short)atoi(argc > 1 ? argv[1] : "3240"));
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("usbip-export: ready");
  for (;;) {
    const int connection = accept(listener, NULL, NULL);
    if (connection < 0) continue;
    lend(connection);
    close(connection);
  }
}
