/* send-frames INTERFACE COUNT HEX: sends one Ethernet frame many times, for broker-watch.test.ts. Needs CAP_NET_RAW. */
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char **argv) {
  unsigned char frame[1514];
  size_t length = 0;
  if (argc != 4) return 2;
  for (const char *hex = argv[3]; hex[0] != '\0' && hex[1] != '\0' && length < sizeof frame; hex += 2) {
    unsigned octet;
    if (sscanf(hex, "%2x", &octet) != 1) return 2;
    frame[length++] = (unsigned char)octet;
  }
  const int packets = socket(AF_PACKET, SOCK_RAW, 0);
  const struct sockaddr_ll name = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(argv[1])};
  for (long left = strtol(argv[2], NULL, 10); left > 0; left--)
    if (sendto(packets, frame, length, 0, (const struct sockaddr *)&name, sizeof name) < 0) {
      perror("send-frames");
      return 1;
    }
  return 0;
}
