/* The verb without a name: sockets bound to one interface, handed to the Node process that started the broker. */
#ifndef BOOTBENCH_BROKER_SOCKETS_H
#define BOOTBENCH_BROKER_SOCKETS_H

#include "broker-arguments.h"

/* Opens all, drops every right, and hands all over on Node's own IPC channel; or refuses. */
void open_and_hand_over(struct sockets_request *request);

#endif
