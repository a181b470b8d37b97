/* The verb `drive`: opens a drive for the block copier. */
#ifndef BOOTBENCH_BROKER_DRIVE_H
#define BOOTBENCH_BROKER_DRIVE_H

#include "broker-arguments.h"

/*
 * Opens the drive exclusively, compares what was opened with what was asked for, gives up every right and becomes the
 * block copier of its own build, which gets the drive as descriptor 3 and, with O_DIRECT, as 4. Refuses otherwise; the
 * refusal is also the copier's last line on standard output, so that the agent which started it can pass it on.
 */
_Noreturn void hand_drive_to_copier(const struct drive_request *request);

#endif
